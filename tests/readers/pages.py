"""Article pages of our own making, with the furniture that real ones carry."""

RUSSIAN = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8">
<title>Где довольны услугами | Степной вестник</title>
<meta property="og:title" content="Где жители довольны услугами">
<meta property="og:site_name" content="Степной вестник">
<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},
{"@type":"NewsArticle","datePublished":"2026-01-24T09:30:00+05:00","publisher":{"name":"Редакция"}}]}</script>
<style>.rates{color:red}</style></head><body class="has-sidebar">
<header class="site-header"><div class="rates">USD 503.35 EUR 590.63 RUB 6.40</div>
<nav><ul><li><a href="/">Главная</a></li><li><a href="/n">Экономика регионов</a></li></ul></nav>
<p>+7 (700) 000-00-00</p></header>
<div class="wrap"><div class="content"><h1>Где жители довольны услугами</h1>
<div class="post-meta"><time datetime="2026-01-24">24 января 2026</time> <span>Просмотров 1279</span></div>
<div class="post-body"><p>В среднем по стране услуги оценили на 4,86&nbsp;балла<sup>1</sup>, сообщает Степняк
со ссылкой на Цифры.kz. За год оценка выросла почти во всех регионах, и жители стали чаще обращаться через портал.</p>
<p><strong>Лидеры:</strong></p>
<ol><li>Кара&shy;гандинская область – 4,93 балла;</li><li><a href="/r/1">Область Улытау</a> – 4,92 балла;</li></ol>
<p><b>Отстающие:</b></p><ul><li>Абайская область — 4,70</li><li>Жетысу — 4,72</li></ul>
<p>Читайте также: <a href="/x">Цены на хлеб за год выросли на 12,3% во всех регионах</a></p>
<h2>Оценка на портале</h2>
<table><caption>Оценка по регионам, баллов</caption>
<thead><tr><th rowspan="2">Регион</th><th colspan="2">Оценка</th></tr><tr><th>2024</th><th>2025</th></tr></thead>
<tbody><tr><td>Алматы</td><td>4,81</td><td>4,95</td></tr><tr><td>Шымкент</td><td>4,71</td><td></td></tr></tbody></table>
<p>Что будет дальше, покажет лето: тогда услуги оценят ещё раз, и порядок регионов может поменяться.</p>
<div class="share"><a href="#">Поделиться</a> <a href="https://example.org">Телеграм</a> 15</div></div>
<div class="related"><h3>По теме</h3><ul><li><a href="/1">Зарплаты в Абае за год выросли на 12%</a></li></ul></div>
</div><aside><h3>Популярное</h3><a href="/3">Топ-10 городов</a></aside></div>
<footer><p>© 2010–2026 Степной вестник</p></footer><script>var x = "не текст";</script></body></html>"""

KAZAKH = """<html><head><meta charset="utf-8"><title>Туу көрсеткіші</title></head><body>
<ul class="menu"><li><a href="/">Басты бет</a></li><li><a href="/a">Жаңалықтар</a></li></ul>
<div id="page"><h1>Туу көрсеткіші қай өңірде жоғары</h1><p>Қаралды 587</p>
<p>Биыл елімізде он екі мыңнан астам сәби дүниеге келді, және өңірлер арасындағы айырма былтырғыдан көп болды.</p>
<p>Ең жоғары көрсеткіш Маңғыстау облысында – 26,1, одан кейін Түркістан облысы мен Шымкент қаласы тұр.</p>
<p>Солтүстік өңірлерде көрсеткіш төмен: Қостанай облысы бойынша 11,2, бұл орташа мәннен екі есе аз.</p>
<div class="social-share"><a href="https://example.org">Бөлісу</a></div></div>
<div class="sidebar"><p>USD 503.35 EUR 590.63</p>
<a href="/b">Мұнай бағасы тағы да көтерілді деп жазды</a></div></body></html>"""

ENGLISH = """<html><head><title>Where wages grow</title><meta name="date" content="2025-03-02"></head><body>
<div class="topbar">USD 503.35 EUR 590.63</div>
<main><article><header><h1>Where wages grow fastest</h1><p class="byline">By A. Writer</p></header>
<p>Wages grew in most of the regions of the country in 2024, and the gap between the first and the last got wider.</p>
<h2>The first three</h2>
<p>1. Atyrau region: 633,300 tenge<br>2. Mangystau region: 580,900 tenge<br>3. Astana: 538,000 tenge</p>
<h2>The last</h2>
<ul><li>Jetisu region - 293,200 tenge</li><li>Turkestan - 295,300 tenge</li></ul>
<p>Nobody in the ministry expects the order to change in the coming year, according to people close to it.</p>
</article><aside class="related-posts"><h3>More</h3><a href="/1">Rent up 12.5% in the capital</a></aside></main>
<div class="footer">Views 1,279</div></body></html>"""

# No article element, every part in a box of its own, region names linked: what generic readability tools lose.
BUILT_OF_WIDGETS = """<html><head><title>T</title></head><body>
<div id="top"><a href="/">Home</a> | <a href="/b">Regions</a></div>
<div class="elementor-widget"><h1><a href="/self">Where people are content with services</a></h1></div>
<div class="elementor-widget"><p>People in most of the regions said that they were more content than in the past year,
according to a survey of the kind that is run each spring.</p></div>
<div class="elementor-widget"><h2>Leaders</h2></div>
<div class="elementor-widget"><ul><li><a href="/1">Abai</a>: 4.93</li><li><a href="/2">Ulytau</a>: 4.92</li></ul></div>
<div class="box"><table><tr><th>Region<th>Score<tr><td><a href="/1">Abai</a><td>4.93
<tr><td><a href="/2">Ulytau</a><td>4.92</table></div>
<p>Tags: <a href="/t/1">services</a>, <a href="/t/2">Abai</a></p>
<div class="news"><p><a href="/3">Prices up by 12.5% in Astana since the last year of plenty</a> 24.01.2026</p></div>
</body></html>"""

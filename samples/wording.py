"""The words of the samples: each article and the report as blocks, which typeset.py lays out."""

from __future__ import annotations

from typing import NamedTuple

from facts import (
    BY_CODE,
    COMPOSITE,
    COMPOSITE_LAGGARDS,
    COMPOSITE_LEADERS,
    EARLIER_WAGE,
    NATIONAL,
    NATIONAL_WAGE,
    OFFLINE,
    OFFLINE_LAGGARDS,
    OFFLINE_LEADERS,
    ONLINE,
    ONLINE_LAGGARDS,
    ONLINE_LEADERS,
    PUBLISHED,
    RANGE,
    RANKED,
    RATED,
    REST,
    WAGE_LAGGARDS,
    WAGE_LEADERS,
    YEAR,
    Figures,
)  # fmt: skip


class Heading(NamedTuple):
    """A heading; level 1 is the title."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A paragraph."""

    text: str


class Items(NamedTuple):
    """A list with bullets."""

    items: tuple[str, ...]


class Grid(NamedTuple):
    """A ruled table with its caption: two header rows, in which an empty cell belongs to the one before or above."""

    caption: str
    header: tuple[tuple[str, ...], tuple[str, ...]]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Items | Grid


def comma(figure: str) -> str:
    """Return the figure with a decimal comma."""
    return figure.replace(".", ",")


def _figures(code: str, method: str) -> Figures:
    figures: Figures = getattr(BY_CODE[code], method)
    return figures


def _list_lines(lines: list[str]) -> Items:
    return Items(tuple(f"{line}{';' if at < len(lines) else '.'}" for at, line in enumerate(lines, 1)))


def _ru_lines(codes: dict[str, int], method: str) -> Items:
    lines = []
    for code in codes:
        score, satisfied = map(comma, _figures(code, method))
        lines.append(f"{BY_CODE[code].ru} — {score} балла, полностью удовлетворённых {satisfied}%")
    return _list_lines(lines)


def _ru_second(code: str) -> str:
    score, satisfied = map(comma, _figures(code, COMPOSITE))
    return f"{BY_CODE[code].ru.removesuffix(' область')} ({score} балла, {satisfied}%)"


def write_article_ru() -> tuple[Block, ...]:
    """Return the Russian article on the ranking of public services."""
    offline, online = (Figures(*map(comma, NATIONAL[method])) for method in (OFFLINE, ONLINE))
    low, high = map(comma, RANGE)
    last, *others = OFFLINE_LAGGARDS
    first, second, third = COMPOSITE_LEADERS
    score, satisfied = map(comma, _figures(first, COMPOSITE))
    return (
        Heading("Госуслуги под присмотром: в каких регионах сервисом довольны больше всего", 1),
        Paragraph(PUBLISHED),
        Paragraph(
            f"Насколько удобно казахстанцам было получать справки и пособия в {YEAR} году, проверили общественные "
            "наблюдатели. О том, что у них вышло, пишет «Степной вестник» со ссылкой на «Бюро региональных обзоров»."
        ),
        Heading("Офлайн-опрос: что получилось у страны"),
        Paragraph(
            f"Посетители, с которыми говорили очно, поставили акиматам в среднем по стране {offline.score} балла. Доля "
            f"полностью удовлетворённых жителей достигла {offline.satisfied}%."
        ),
        Paragraph(
            f"У {RATED} из {RANKED} регионов высокая оценка, в пределах {low}–{high} балла. Остальные {REST} "
            "региона попали в группу «выше среднего»."
        ),
        Paragraph("Пятёрка лидеров офлайн-опроса:"),
        _ru_lines(OFFLINE_LEADERS, OFFLINE),
        Paragraph("В конце списка стоят:"),
        _list_lines(
            [
                f"{BY_CODE[last].ru}: {OFFLINE_LAGGARDS[last]}-я строчка, оценка «выше среднего»",
                *(f"{BY_CODE[code].ru}: {OFFLINE_LAGGARDS[code]}-я строчка" for code in others),
            ]
        ),
        Heading("Онлайн-опрос: что сказали пользователи портала"),
        Paragraph(
            f"Те же услуги оценивали и в сети. Здесь в среднем по стране вышло {online.score} балла, доля полностью "
            f"удовлетворённых — {online.satisfied}%."
        ),
        Paragraph("Выше всего пользователи оценили:"),
        _ru_lines(ONLINE_LEADERS, ONLINE),
        Paragraph("Ниже всего:"),
        _list_lines([f"{BY_CODE[code].ru} — {comma(_figures(code, ONLINE).score)} балла" for code in ONLINE_LAGGARDS]),
        Heading("Комплексный рейтинг: два опроса вместе"),
        Paragraph("Комплексная оценка — это среднее арифметическое офлайн- и онлайн-баллов каждого региона."),
        Paragraph(
            f"Возглавила комплексный рейтинг {BY_CODE[first].ru}: там {score} балла, а полностью удовлетворены "
            f"{satisfied}%. Следом идут {_ru_second(second)} и {_ru_second(third)} области."
        ),
        Paragraph("Внизу рейтинга, начиная с последнего места:"),
        _ru_lines(COMPOSITE_LAGGARDS, COMPOSITE),
        Paragraph(
            "Наблюдатели отмечают, что слабых мест в работе управлений стало меньше, а сетевые услуги жители хвалят "
            "охотнее, чем приём у окошка."
        ),
    )


def write_article_en() -> tuple[Block, ...]:
    """Return the English article on the ranking of public services."""
    offline, online = NATIONAL[OFFLINE], NATIONAL[ONLINE]
    name = {code: row.en for code, row in BY_CODE.items()}
    last, nineteenth, eighteenth = OFFLINE_LAGGARDS

    def tell(code: str, method: str) -> str:
        figures = _figures(code, method)
        return f"{figures.score} points, {figures.satisfied}%"

    leader, *others = OFFLINE_LEADERS
    top, second, third = ONLINE_LEADERS
    (worst, *_) = ONLINE_LAGGARDS
    best, runner_up, closer = COMPOSITE_LEADERS
    return (
        Heading("Public services in Kazakhstan: which regions please people most", 1),
        Paragraph(PUBLISHED),
        Paragraph(
            f"In {YEAR}, people across Kazakhstan said what they think of the offices that serve the public, the "
            "Steppe Herald writes with reference to the Bureau of Regional Reviews."
        ),
        Heading("Offline survey"),
        Paragraph(
            f"Asked face to face, visitors gave {offline.score} points on average across the country. The share of "
            f"fully satisfied visitors reached {offline.satisfied}%."
        ),
        Paragraph(
            f"{RATED} of the {RANKED} regions earned high marks, between {RANGE[0]} and {RANGE[1]} points. The "
            f"remaining {REST} regions were rated “above average”."
        ),
        Paragraph("Leaders of the offline survey:"),
        _list_lines(
            [
                f"{name[leader]} – {tell(leader, OFFLINE)} fully satisfied",
                *(f"{name[code]} – {tell(code, OFFLINE)}" for code in others),
            ]
        ),
        Paragraph(
            f"{name[eighteenth]} ranked 18th and {name[nineteenth]} 19th. {name[last]} finished in 20th place with the "
            "mark “above average”."
        ),
        Heading("Online survey"),
        Paragraph(
            f"On the web portal the average score was {online.score} points, and the share of fully satisfied users "
            f"was {online.satisfied}%. {name[top]} took first place ({tell(top, ONLINE)}), followed by {name[second]} "
            f"({tell(second, ONLINE)}) and {name[third]} ({tell(third, ONLINE)}). The lowest score was recorded in "
            f"{name[worst]}: {_figures(worst, ONLINE).score} points."
        ),
        Heading("Overall score"),
        Paragraph("The overall score is the arithmetic mean of the offline and online scores."),
        Paragraph(
            f"{name[best]} tops the overall ranking with {_figures(best, COMPOSITE).score} points and "
            f"{_figures(best, COMPOSITE).satisfied}% of fully satisfied people. It is followed by {name[runner_up]} "
            f"({tell(runner_up, COMPOSITE)}) and {name[closer]} ({tell(closer, COMPOSITE)})."
        ),
    )


def write_article_kk() -> tuple[Block, ...]:
    """Return the Kazakh article on wages."""
    first, second, third, fourth = WAGE_LEADERS
    return (
        Heading("Қай өңірде жалақы жоғары: екінші тоқсанның қорытындысы", 1),
        Paragraph("2025-08-20"),
        Paragraph(
            f"2025 жылдың екінші тоқсанында Қазақстанда орташа айлық жалақы {comma(NATIONAL_WAGE)} мың теңге болды, "
            "деп жазады «Дала хабаршысы» «Өңірлік шолулар бюросы» деректеріне сүйеніп. Елдің 20 өңірінің төртеуінде "
            "ғана жалақы орташа республикалық деңгейден асты."
        ),
        Paragraph(
            f"Ең жоғары жалақы {first.kk}нда тіркелді: {comma(first.wage)} мың теңге. Екінші орында {second.kk} "
            f"({comma(second.wage)} мың теңге), үшінші орында {third.kk} ({comma(third.wage)} мың теңге) тұр. Төртінші "
            f"орынды {comma(fourth.wage)} мың теңгемен {fourth.kk} иеленді."
        ),
        Paragraph("Жалақысы ең төмен өңірлер:"),
        _list_lines([f"{wage.kk} – {comma(wage.wage)} мың теңге" for wage in WAGE_LAGGARDS]),
        Paragraph(f"Бір жыл бұрын Жетісу облысында орташа жалақы {comma(EARLIER_WAGE[1])} мың теңге болған еді."),
    )


def write_report_ru() -> tuple[Block, ...]:
    """Return the Russian report: prose and the table of all regions."""
    offline, online = (Figures(*map(comma, NATIONAL[method])) for method in (OFFLINE, ONLINE))
    return (
        Heading(f"Качество государственных услуг в регионах Казахстана: обзор за {YEAR} год", 1),
        Heading("1. О чём этот обзор"),
        Paragraph(
            "Обзор сводит воедино два опроса жителей. Офлайн-опрос проводили наблюдатели в местах приёма посетителей, "
            "онлайн-опрос — портал, на котором услуги заказывают в сети. И там и там жители ставили оценку по "
            "5-балльной шкале и говорили, остались ли они полностью удовлетворены."
        ),
        Heading("2. Главное"),
        Paragraph(
            f"В офлайн-опросе оценка по республике в среднем равна {offline.score} балла, доля полностью "
            f"удовлетворённых — {offline.satisfied}%. В онлайн-опросе оценка по республике в среднем равна "
            f"{online.score} балла, доля полностью удовлетворённых — {online.satisfied}%."
        ),
        Paragraph(
            "Комплексная оценка региона равна среднему арифметическому двух опросов; по ней регионы и расставлены. При "
            "равном балле выше стоит тот, где больше доля полностью удовлетворённых."
        ),
        Heading("3. Регионы"),
        Grid(
            caption=f"Таблица 1. Оценка качества государственных услуг по регионам, {YEAR} год",
            header=(
                ("Место", "Регион", "Офлайн-опрос", "", "Онлайн-опрос", "", "Комплексная оценка", ""),
                ("", "", *(("балл", "доля полностью удовлетворённых, %") * 3)),
            ),
            rows=tuple(
                (str(place), row.ru, *map(comma, (*row.offline, *row.online, *row.composite)))
                for place, row in enumerate(BY_CODE.values(), 1)
            ),
        ),
        Heading("4. Что дальше"),
        Paragraph(
            "Регионам, которые стоят в конце таблицы, наблюдатели советуют начать с приёма посетителей: в сети их "
            "услуги уже не хуже, чем у соседей. Опросы будут повторены, и следующий обзор покажет, что изменилось."
        ),
    )

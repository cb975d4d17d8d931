"""Reports to time the reading of PDFs on: prose with regions and figures, and a ruled table on every fourth page."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

WIDTH, HEIGHT = 595.28, 841.89
LEFT, TOP, SIZE, LEADING = 62.0, 70.0, 10.0, 14.0
LINES, LINE_LENGTH = 48, 82
TABLE_EVERY = 4
REGIONS = (
    "Акмолинская область", "Актюбинская область", "Алматинская область", "Атырауская область",
    "Восточно-Казахстанская область", "Жамбылская область", "Западно-Казахстанская область",
    "Карагандинская область", "Костанайская область", "Кызылординская область", "Мангистауская область",
    "Павлодарская область", "Северо-Казахстанская область", "Туркестанская область", "область Абай",
    "область Жетысу", "область Улытау", "город Астана", "город Алматы", "город Шымкент",
)  # fmt: skip
PLAIN = (
    "Наблюдатели опрашивали жителей прямо в приёмных и записывали, сколько минут уходит на одно обращение.",
    "Выборка составлена так, чтобы сёла и города были представлены поровну, а возраст опрошенных не смещал итог.",
    "Подробности о том, как считались доли и кто проводил беседы, вынесены в приложение к этому разделу.",
    "Чаще прочего люди называли долгую дорогу, нехватку окон и сайты, которые не открываются с телефона.",
)
TELLING = (
    "{region}: средняя оценка выросла до {score} балла, а довольных полностью стало {share}%.",
    "На ремонт приёмных {region} получила {money} млн тенге, это на {change}% больше, чем годом раньше.",
    "Доля тех, кто ждал дольше часа ({region}), составила {share}% против {share2}% в прошлом году.",
)


@cache
def register_fonts() -> None:
    """Make DejaVu known to reportlab as Sans and Sans-Bold."""
    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for name, file in (("Sans", "DejaVuSans.ttf"), ("Sans-Bold", "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, folder / file))


def make_report(pages: int, seed: int = 5) -> bytes:
    """Return a report of so many A4 pages; the same arguments give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    stream, random = io.BytesIO(), Random(seed)
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=True, pageCompression=1)
    for number in range(1, pages + 1):
        canvas.setFont("Sans", 8)
        canvas.drawString(LEFT, HEIGHT - 40, "Обзор качества государственных услуг по регионам")
        canvas.drawCentredString(WIDTH / 2, 34, str(number))
        if number % TABLE_EVERY:
            _draw_prose(canvas, random, TOP, LINES)
        else:
            _draw_table(canvas, random, number)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_prose(canvas: Any, random: Random, top: float, lines: int) -> None:
    canvas.setFont("Sans", SIZE)
    y, left = HEIGHT - top, lines
    while left > 0:
        for line in _wrap(_tell(random))[:left]:
            canvas.drawString(LEFT, y, line)
            y -= LEADING
            left -= 1
        y -= LEADING / 2
        left -= 1


def _tell(random: Random) -> str:
    sentences = random.sample(PLAIN, 2)
    sentences.insert(
        random.randint(0, 2),
        random.choice(TELLING).format(
            region=random.choice(REGIONS),
            score=_comma(random.uniform(3, 5), 2),
            share=_comma(random.uniform(20, 99), 1),
            share2=_comma(random.uniform(20, 99), 1),
            money=_comma(random.uniform(20, 900), 1),
            change=_comma(random.uniform(1, 30), 1),
        ),
    )
    return " ".join(sentences)


def _comma(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _wrap(text: str) -> list[str]:
    from textwrap import wrap

    return wrap(text, LINE_LENGTH)


def _draw_table(canvas: Any, random: Random, number: int) -> None:
    from reportlab.platypus import Table

    canvas.setFont("Sans-Bold", SIZE)
    canvas.drawString(LEFT, HEIGHT - TOP, f"Таблица {number // TABLE_EVERY}. Оценка услуг по регионам")
    year = 2000 + random.randint(10, 25)
    rows = [["№", "Регион", f"Оценка в {year} году, балл", "Довольны полностью, %", "Опрошено, человек"]]
    rows += [
        [
            str(at),
            region,
            _comma(random.uniform(3, 5), 2),
            _comma(random.uniform(20, 99), 1),
            f"{random.randint(1, 9)} {random.randint(0, 999):03}",
        ]
        for at, region in enumerate(REGIONS, 1)
    ]
    table = Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("FONT", (0, 0), (-1, -1), "Sans", 8)])
    _, height = table.wrapOn(canvas, WIDTH, HEIGHT)
    table.drawOn(canvas, LEFT - 20, HEIGHT - TOP - 12 - height)
    _draw_prose(canvas, random, TOP + 40 + height, 12)

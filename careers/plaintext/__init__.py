from careers.import_report import NotAGuide, Reading


def read(text: str) -> Reading:
    raise NotAGuide("no guide heading stands in it.")

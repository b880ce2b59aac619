"""Reads the figures of a plain-text guide: pay, growth, demand. Repeated figures have to agree."""

from decimal import Decimal
from typing import Any

from babel import Locale

from careers.document import MAX_LINE, PayBand
from careers.importing.plaintext.draft import Draft
from careers.importing.plaintext.headings import Block
from careers.importing.plaintext.lines import Line, Money, labelled, money, money_range, percent
from toolkit.money import display, to_minor

_REMOTE = {"remote-friendly": "yes", "partly remote-friendly": "partly", "not remote-friendly": "no"}
_DEMAND = {"low": 1, "moderate": 3, "medium": 3, "high": 4, "very high": 5}
_STEPS = {"entry-level": "entry", "mid-level": "median", "median": "median", "senior-level": "senior"}
_MOST = 10**13
_COUNTRIES = {"uk": "GB", "usa": "US", "u.s.": "US", "uae": "AE"}
for _code, _name in Locale("en").territories.items():
    if len(str(_code)) == 2:
        _COUNTRIES |= {str(_code).casefold(): str(_code), str(_name).casefold(): str(_code)}


class Figures:
    """Reads the blocks that hold figures. Each reader returns the lines that are prose.

    The top of the guide repeats the median salary and the growth rate; they are kept until the blocks have been read.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.bands: dict[str, dict[str, Any]] = {}
        self.top_median: tuple[Line, Money] | None = None
        self.top_growth: tuple[Line, Decimal] | None = None
        self.growth: Decimal | None = None

    def opening(self, lines: list[Line]) -> list[Line]:
        """The summary, with a figure above each of its labels, and whether the work is remote."""
        prose: list[Line] = []
        waiting: Line | None = None
        for line in lines:
            label = line.text.casefold()
            if label in ("growth rate", "median salary"):
                self._top(label, waiting, line)
                waiting = None
                continue
            if waiting:
                self.draft.leave(waiting, "a figure without a label")
                waiting = None
            if label in _REMOTE:
                self.draft.put("remote", _REMOTE[label], line)
            elif percent(line.text) is not None or money(line.text):
                waiting = line
            else:
                prose.append(line)
        if waiting:
            self.draft.leave(waiting, "a figure without a label")
        return prose

    def _top(self, label: str, line: Line | None, label_line: Line) -> None:
        rate = percent(line.text) if line else None
        amount = money(line.text) if line else None
        if line and rate is not None and label == "growth rate" and not self.top_growth:
            self.top_growth = line, rate
        elif line and amount and label == "median salary" and not self.top_median:
            self.top_median = line, amount
        else:
            self.draft.leave(
                line or label_line, f"no figure for the label “{label}”" if line else "a label without a figure"
            )

    def demand(self, lines: list[Line]) -> list[Line]:
        """The two ends of a scale, then the level on it."""
        words = [line.text.casefold() for line in lines]
        scale = 2 if words[:2] == ["low", "high"] else 0
        level = lines[scale] if lines[scale:] else None
        if level and words[scale] in _DEMAND and (scale or words[0] != "low"):
            self.draft.values["demand"] = _DEMAND[words[scale]]
            return lines[scale + 1 :]
        if level and (words[scale] == "low" or (scale and level.is_title and len(level.text.split()) <= 3)):
            self.draft.leave(level, "no demand level (low, moderate, high or very high) after the labels Low and High")
            return lines[scale + 1 :]
        if scale:
            self.draft.warnings.append("The market demand scale shows no level.")
        return lines[scale:]

    def pay(self, block: Block) -> list[Line]:
        """A range, and steps whose figure is on the line of the label or on the next."""
        country = _COUNTRIES.get(block.named("country").strip().casefold(), "")
        currency = block.named("currency").upper()
        prose: list[Line] = []
        step, label = "", None
        for line in block.lines:
            amount = money(line.text)
            if label and amount:
                self._steps(country, currency, line, {step: amount})
                label = None
                continue
            if label:
                self.draft.leave(label, "a label without a figure")
                label = None
            name, _, value = (part.strip() for part in line.text.partition(":"))
            step = _STEPS.get(name.casefold(), "")
            if step and not value:
                label = line
            elif step and (named := money(value)):
                self._steps(country, currency, line, {step: named})
            elif ends := money_range(line.text):
                self._steps(country, currency, line, {"low": ends[0], "high": ends[1]})
            elif amount or step:
                self.draft.leave(line, "a figure without a label" if amount else "not an amount of money")
            else:
                prose.append(line)
        if label:
            self.draft.leave(label, "a label without a figure")
        return prose

    def _steps(self, country: str, currency: str, line: Line, steps: dict[str, Money]) -> None:
        """Sets ``steps`` of the band, or leaves ``line`` unplaced if one of them is not valid there."""
        if not country or not currency:
            return self.draft.leave(
                line, f"{' and '.join(steps)} pay, but the heading doesn't name a country and a currency"
            )
        band = self.bands.setdefault(country, {"country": country, "currency": currency})
        if band["currency"] != currency:
            return self.draft.leave(line, f"pay in {country} is already given in {band['currency']} above")
        minors: dict[str, int] = {}
        for step, amount in steps.items():
            minor = _minor(amount, currency)
            if minor is None:
                return self.draft.leave(line, f"no amount of {currency}")
            if band.get(step, minor) != minor:
                return self.draft.leave(line, f"{step} pay doesn't match {display(band[step], currency)} above")
            minors[step] = minor
        band.update(minors)
        return None

    def outlook(self, lines: list[Line]) -> list[Line]:
        """Growth rate, status and source, each with its label."""
        prose: list[Line] = []
        for line in lines:
            if (value := labelled(line, "growth rate")) is not None:
                rate = percent(value)
                if rate is None:
                    self.draft.leave(line, "no percentage")
                elif self.growth not in (None, rate):
                    self.draft.leave(line, f"doesn't match {self.growth}% above")
                else:
                    self.growth = rate
            elif (value := labelled(line, "status")) is not None:
                self.draft.put("outlook_status", value, line)
            elif (value := labelled(line, "source")) is not None:
                self.draft.put("outlook_source", value, line)
            else:
                prose.append(line)
        return prose

    def settle(self) -> None:
        """Compares the top of the guide with its blocks, and writes growth and pay into the draft."""
        if self.top_growth:
            line, rate = self.top_growth
            if self.growth not in (None, rate):
                self.draft.leave(line, f"growth rate doesn't match {self.growth}% in the outlook")
            self.growth = rate if self.growth is None else self.growth
        if self.growth is not None:
            source = self.draft.values.get("outlook_source", "")
            note = f"Source named by the document: {source}" if source else ""
            # The document names no release, so this isn't a published statistic, whatever its source is.
            self.draft.values["growth"] = {"rate": self.growth, "basis": "editorial", "note": note[:MAX_LINE]}
        if self.top_median:
            self._settle_median(*self.top_median)
        self.draft.values["pay"] = [band for band in self.bands.values() if band.keys() & set(PayBand.STEPS)]

    def _settle_median(self, line: Line, amount: Money) -> None:
        """Matches the top figure with one of the medians below, or uses it for the only band without a median."""
        bands = [band for band in self.bands.values() if amount.fits(band["currency"])]
        medians = [band.get("median") for band in bands]
        if not bands:
            self.draft.leave(line, "median salary, but no pay block names its country and currency")
        elif any(_minor(amount, band["currency"]) == band.get("median") for band in bands):
            return
        elif medians == [None]:
            self._steps(bands[0]["country"], bands[0]["currency"], line, {"median": amount})
        else:
            known = ", ".join(display(band["median"], band["currency"]) for band in bands if "median" in band)
            self.draft.leave(line, f"median salary doesn't match {known} in the pay block")


def _minor(amount: Money, currency: str) -> int | None:
    """``amount`` in minor units, or ``None`` if it can't be an amount of ``currency``."""
    try:
        minor = to_minor(amount.amount, currency)
    except ValueError:
        return None
    return minor if amount.fits(currency) and minor <= _MOST else None

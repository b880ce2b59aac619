"""Reads the contact block: name, title, email, phone, place, web addresses and profiles."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from resumes.document import is_web_address
from resumes.importing import dates
from resumes.importing.draft import HEADING, DraftBuilder
from resumes.importing.lines import Line
from resumes.importing.names import country_code, is_place, position_score
from resumes.importing.vocabulary import is_document_title, label_of, listed, plain

_MAX_CONTACT = 400  # characters; longer lines are prose
_SEPARATOR = re.compile(r"\t+|\s+[|•·●▪◆♦⋄∙‧│┃/]+\s*|\s+[–—-]\s+|\s*[|│┃●▪◆♦⋄]\s*|(?<=\S) {3,}(?=\S)|;\s+")
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w/.@])(?:\+|00)?\(?\d[\d\s().·/\u2011–-]{5,22}\d(?![\w@])")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"|,;]+[^\s<>\"|,;.)]|"
    r"(?<![@\w.])(?:[A-Za-z0-9](?:[\w-]*\w)?\.)+[A-Za-z]{2,24}(?:/[^\s<>\"|,;]*[^\s<>\"|,;.)])?/?(?![\w@])"
)
_NETWORK = r"(?:(?P<network>[^\W\d_][\w.]{1,30}):\s*)"
# "Codehaven: ana (https://codehaven.example/ana)", and a name at a server of many: "@ana@social.example".
_PROFILE = re.compile(rf"{_NETWORK}(?P<username>@?[\w.-]+(?:@[\w.-]+)?)\s*\((?P<url>https?://[^\s()]+)\)")
_HANDLE = re.compile(rf"{_NETWORK}?(?<![\w@.])(?P<username>@[\w.-]+@(?:[\w-]+\.)+[A-Za-z]{{2,24}})(?P<url>)")
_NO_DOMAIN = listed("js ts py io.js md sc a ing phil nat rer")
_STREET = re.compile(r"(?=.*[^\W\d])(?:.*\D\s?\d{1,4}\s?[a-zA-Z]?(?:/\d+\w*| ?m\. ?\d+)?|\d{1,5}\s+\D.*)")
_POSTAL = re.compile(r"(?:[A-Z]{1,2}-)?(\d{4}\s?[A-Z]{2}|\d{5}-\d{3}|\d{4}-\d{3}|\d{2}-\d{3}|\d{4,5})\s+(\D+)")
_POSTAL_AFTER = re.compile(r"([A-Z]{2})\s+(\d{5}(?:-\d{4})?)|(\D+?)\s+(\d{4,5}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})")
NETWORKS = {
    "linkedin.com": "LinkedIn", "github.com": "GitHub", "gitlab.com": "GitLab", "xing.com": "XING",
    "twitter.com": "Twitter", "x.com": "X",
    "stackoverflow.com": "Stack Overflow", "medium.com": "Medium", "dribbble.com": "Dribbble", "behance.net": "Behance",
    "bsky.app": "Bluesky", "mastodon.social": "Mastodon", "codeberg.org": "Codeberg", "bitbucket.org": "Bitbucket",
    "orcid.org": "ORCID",
    "kaggle.com": "Kaggle", "researchgate.net": "ResearchGate", "youtube.com": "YouTube", "instagram.com": "Instagram",
    "facebook.com": "Facebook", "dev.to": "DEV", "codepen.io": "CodePen", "goldenline.pl": "GoldenLine",
    "malt.fr": "Malt",
}  # fmt: skip
_NETWORK_NAMES = {plain(name): name for name in NETWORKS.values()}


class ContactReader:
    """Fills ``basics`` from lines before the first heading and from a contact section."""

    def __init__(self, builder: DraftBuilder) -> None:
        self.builder = builder
        self.basics = builder.data.setdefault("basics", {})
        self.texts: list[tuple[Line, str]] = []  # what is neither a contact nor a place, in the order of the source

    def read_top(self, lines: list[Line]) -> list[Line]:
        """Reads the lines before the first heading; returns those that are prose."""
        lines = _with_whole_addresses(lines)
        largest = max((line.size for line in lines), default=0.0)
        lines = _with_whole_name(lines, largest)
        prose: list[Line] = []
        for line in lines:
            if is_document_title(line.text):
                self._place(line, HEADING)
            elif (prose or _is_prose(line.text)) and not _has_contact(line.text):
                prose.append(line)
            else:
                self._read_line(line)
        self._name(largest)
        return prose

    def read_contact(self, lines: list[Line]) -> None:
        """Reads the lines of a contact section. What is no contact stays unplaced."""
        for line in _with_whole_addresses(lines):
            self._read_line(line)
        if not self.basics.get("name"):
            self._name(0.0)
        for line, text in self.texts:
            self.builder.leave(_key(line), _("We couldn't tell where “%(text)s” belongs.") % {"text": text})
        self.texts = []

    def link(self, number: int, address: str) -> None:
        """Adds the address behind a link, if the text doesn't have it already."""
        line = Line((number,), address)
        bare = re.sub(r"^(mailto:|https?://(www\.)?)", "", address).rstrip("/")
        known = (section for section, value in self.builder.data.items() if plain(bare) in plain(str(value)))
        if section := next(known, ""):
            self._place(line, section, read=address)
        elif handle := self._handle_at(address):
            handle["url"] = address
            self._place(line, "basics.profiles", read=address)
        elif address.startswith("mailto:"):
            self._email(line, bare.split("?")[0])
        elif _network_of(address)[0]:
            self._web(line, address)
        else:
            self.builder.leave(("", number), _("This address is behind a link. Add it where it belongs."))

    def _read_line(self, line: Line) -> None:
        text = line.text
        if len(text) > _MAX_CONTACT:
            return
        labelled = label_of(text)
        if labelled and labelled[0] == "private":
            self.builder.leave(_key(line), _("Employers shouldn't ask for this, so it isn't in the draft."))
            return
        if labelled and labelled[0] in ("name", "city", "position") and labelled[2] and not _has_contact(labelled[2]):
            self._place(line, "basics", read=labelled[1])
            if labelled[0] == "name":
                self.basics.setdefault("name", labelled[2])
                self._place(line, "basics.name")
            elif labelled[0] == "position":
                self.basics.setdefault("label", labelled[2])
                self._place(line, "basics.label")
            else:
                self._place_of(line, labelled[2], certain=True)
            return
        text = self._contacts(line, text)
        for piece in _SEPARATOR.split(text):
            self._piece(line, piece.strip(" ,;|•·:()[]\t–—"))

    def _contacts(self, line: Line, text: str) -> str:
        """Takes email addresses, web addresses and phone numbers out of ``text``, and returns the rest."""
        for match in [*_PROFILE.finditer(text), *_HANDLE.finditer(_PROFILE.sub("\t", text))]:
            text = text.replace(match[0], "\t", 1)
            found = {"network": match["network"] or "Fediverse", "username": match["username"]}
            self._profile(line, found | ({"url": match["url"]} if match["url"] else {}))
        for match in _EMAIL.findall(text):
            text = text.replace(match, "\t", 1)
            self._email(line, match)
        for match in _ADDRESS.findall(text):
            if _is_web_address(match, text):
                text = text.replace(match, "\t", 1)
                self._web(line, match)
        for match in _PHONE.findall(text):
            if (
                7 <= len(re.sub(r"\D", "", match)) <= 15
                and not dates.find_period(match)
                and not re.fullmatch(r"\d{5}\s?\d{2,3}", match)
            ):
                text = text.replace(match, "\t", 1)
                self._first(line, "phone", match.strip())
        return text

    def _piece(self, line: Line, piece: str) -> None:
        labelled = label_of(piece + (":" if ":" not in piece else ""))
        if labelled and not labelled[2] and labelled[0] in ("email", "phone", "url", "profile", "city", "name"):
            self._place(line, "basics", read=piece)  # the label of what was taken out
        elif labelled and labelled[0] == "profile" and re.fullmatch(r"@?[\w.-]{2,60}", labelled[2]):
            network = _NETWORK_NAMES.get(plain(labelled[1]), labelled[1])
            self._profile(line, {"network": network, "username": labelled[2].lstrip("@")})
        elif labelled and labelled[0] == "city":
            self._place(line, "basics", read=labelled[1])
            self._place_of(line, labelled[2], certain=True)
        elif labelled and labelled[0] == "private":
            self.builder.leave(_key(line), _("Employers shouldn't ask for this, so it isn't in the draft."))
        elif plain(piece) in _NETWORK_NAMES:
            self._place(line, "basics.profiles", read=piece)
        elif re.search(r"\w", piece) and not self._place_of(line, piece):
            self.texts.append((line, piece))

    def _name(self, largest: float) -> None:
        """Takes the name and the title from the texts that are left: the name is the largest, or the first."""
        texts = [(line, text) for line, text in self.texts if len(text) <= 120]
        if not self.basics.get("name"):
            fitting = [one for one in texts if _is_name(one[1])]
            big = [one for one in fitting if largest and one[0].size == largest]
            if chosen := next(iter(big or fitting), None):
                name, _comma, rest = chosen[1].partition(", ")
                whole = not (rest and position_score(rest) > 0)
                self.basics["name"] = chosen[1] if whole else name
                self._place(chosen[0], "basics.name")
                at = self.texts.index(chosen)
                self.texts[at : at + 1] = [] if whole else [(chosen[0], rest)]
        if not self.basics.get("label"):
            left = [one for one in self.texts if len(one[1]) <= 120 and not one[1].endswith(".")]
            if chosen := next((one for one in left if position_score(one[1]) > 0), next(iter(left), None)):
                # A title that has a separator in it was divided: "Engineer | Python".
                same = [text for line, text in self.texts if line is chosen[0]]
                self.basics["label"] = " | ".join(same)
                self._place(chosen[0], "basics.label")
                self.texts = [one for one in self.texts if one[0] is not chosen[0]]

    def _place_of(self, line: Line, text: str, *, certain: bool = False) -> bool:
        """Reads a place or an address; returns whether ``text`` is one."""
        location = self.basics.setdefault("location", {})
        found: dict[str, str] = {}
        parts = [one.strip() for one in re.split(r"[,|•·]|\s[–-]\s|\(|\)", text) if one.strip()]
        if 1 < len(parts) <= 6 and any(_POSTAL.fullmatch(part) or _POSTAL_AFTER.fullmatch(part) for part in parts):
            certain = True
        for part in parts:
            if code := country_code(part):
                found["countryCode"] = code
            elif (postal := _POSTAL.fullmatch(part)) and "city" not in found:
                found |= {"postalCode": postal[1], "city": postal[2].strip()}
            elif after := _POSTAL_AFTER.fullmatch(part):
                found |= (
                    {"region": after[1], "postalCode": after[2]}
                    if after[1]
                    else {"city": after[3], "postalCode": after[4]}
                )
            elif _STREET.fullmatch(part) and (certain or re.search(r"\d", part)) and "address" not in found:
                found["address"] = part
            elif re.match("(fully )?(remote|hybrid)", plain(part)):
                self.builder.leave(_key(line), _("Part of this line isn't in the draft: “%(text)s”.") % {"text": part})
            elif "city" not in found and (certain or is_place(part) or ("," in text and is_place(text))):
                found["city"] = part
            elif "region" not in found and (certain or is_place(text) or "city" in found):
                found["region"] = part
            else:
                return False
        if not found or not (certain or is_place(text) or {"postalCode", "address"} & found.keys()):
            return False
        if not certain and found.keys() == {"address"} and ((line.size and not line.text) or len(text.split()) > 6):
            return False
        for name, value in found.items():
            if location.setdefault(name, value) == value:
                self._place(line, f"basics.location.{name}", read=text)
        return True

    def _email(self, line: Line, address: str) -> None:
        self._first(line, "email", address)

    def _web(self, line: Line, address: str) -> None:
        network, username = _network_of(address)
        url = address if re.match("https?://", address) else f"https://{address}"
        if network:
            self._profile(line, {"network": network, "username": username, "url": url})
        elif self.basics.setdefault("url", url) == url:
            self._place(line, "basics.url", read=address)
        elif not is_web_address(url):
            told = _("“%(text)s” isn't a web address. Correct it and add it where it belongs.")
            self.builder.leave(_key(line), told % {"text": address})
        else:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
            self._profile(line, {"network": host, "url": url})

    def _profile(self, line: Line, profile: dict[str, str]) -> None:
        profiles = self.basics.setdefault("profiles", [])
        if profile not in profiles:
            profiles.append(profile)
        self._place(
            line, f"basics.profiles[{profiles.index(profile)}]", read=f"{profile['network']} {profile.get('url', '')}"
        )

    def _handle_at(self, address: str) -> dict[str, str] | None:
        """Returns the profile without an address whose page this is: "@ana@social.example" at "social.example/@ana"."""
        host, _slash, name = re.sub("^https?://", "", address).partition("/")
        profiles = self.basics.get("profiles", [])
        return next((one for one in profiles if one.get("username") == f"{name}@{host}" and "url" not in one), None)

    def _first(self, line: Line, field: str, value: str) -> None:
        if self.basics.setdefault(field, value) == value:
            self._place(line, f"basics.{field}")
        else:
            self.builder.leave(
                _key(line), _("A résumé has one of these; “%(value)s” isn't in the draft.") % {"value": value}
            )

    def _place(self, line: Line, path: str, *, read: str = "") -> None:
        for number in line.numbers:
            self.builder.place(("", number), path, read=read)


def _key(line: Line) -> tuple[str, int]:
    return "", line.numbers[0]


def _is_prose(text: str) -> bool:
    return len(text) > 90 and bool(re.search(r"[^\W\d_] \w+ \w+", text))


def _has_contact(text: str) -> bool:
    return len(text) <= _MAX_CONTACT and bool(
        _EMAIL.search(text) or any(_is_web_address(one, text) for one in _ADDRESS.findall(text))
    )


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 7 and not re.search(r"\d|[@:/]", text) and len(text) <= 60 and any(map(str.isalpha, text))


def _is_web_address(match: str, text: str) -> bool:
    if re.match("https?://|www\\.", match):
        return "." in match
    host, _slash, path = match.partition("/")
    top = host.rpartition(".")[2].lower()
    return top not in _NO_DOMAIN and host == host.lower() and (bool(path) or len(host) > 5)


def _network_of(address: str) -> tuple[str, str]:
    """Returns the network and the username that a web address has; empty if it isn't a known network."""
    host, _slash, path = re.sub(r"^(https?://)?(www\.)?", "", address).partition("/")
    host = host.lower()
    network = next((name for known, name in NETWORKS.items() if host == known or host.endswith("." + known)), "")
    parts = [part for part in re.split(r"[/?#]", path) if part and part not in ("in", "profile", "users", "pub", "u")]
    return network, parts[-1].lstrip("@") if network and parts else ""


def _with_whole_name(lines: list[Line], largest: float) -> list[Line]:
    """Joins a name that continues in a second line of the largest size."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        big = last is not None and line.size == last.size == largest and any(other.size < largest for other in lines)
        if (
            last is not None
            and big
            and len(last.numbers) == 1
            and _is_name(last.text)
            and _is_name(line.text)
            and position_score(line.text) == 0
        ):
            found[-1] = Line(last.numbers + line.numbers, f"{last.text} {line.text}", size=last.size, bold=last.bold)
        else:
            found.append(line)
    return found


def _with_whole_addresses(lines: list[Line]) -> list[Line]:
    """Puts together web addresses that end in mid-line, as in LinkedIn's PDF."""
    found: list[Line] = []
    for line in lines:
        if (
            found
            and re.search(r"(?:^|\s)[\w-]+(?:\.[\w-]+)+/\S*[-_/]$", found[-1].text)
            and re.match(r"[\w./-]+( \(|$)", line.text)
        ):
            found[-1] = Line(found[-1].numbers + line.numbers, found[-1].text + line.text, size=line.size)
        else:
            found.append(line)
    return found

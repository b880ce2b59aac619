"""Which addresses a feed may be fetched from."""

import socket

import pytest

from feeds.sources.addresses import Refused, is_public, target_of

HOSTS = ["feeds.example", "*.boards.example"]


@pytest.fixture
def names(monkeypatch):
    """What the domain name system says: host to addresses. ``names.asked`` are the hosts that were looked up."""

    class Names(dict):
        asked = []

    names = Names()
    names.asked = []

    def getaddrinfo(host, port, *args, **kwargs):
        host.encode("idna")  # as the real one does: refuses labels that are too long
        names.asked.append(host)
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in names[host]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


def test_a_named_host_at_a_public_address_may_be_asked(names):
    names["feeds.example"] = ["93.184.216.34", "2606:2800:220:1::1"]
    target = target_of("https://Feeds.Example./a b?q=ü#part", HOSTS)
    assert (target.host, target.port, target.path) == ("feeds.example", 443, "/a%20b?q=%C3%BC")
    assert target.ips == ("93.184.216.34", "2606:2800:220:1::1")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://feeds.example/", "https://"),
        ("ftp://feeds.example/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("feeds.example/jobs", "https://"),
        ("https:///jobs", "https://"),
        ("https://user:secret@feeds.example/", "username or password"),
        ("https://user@feeds.example/", "username or password"),
        ("https://feeds.example:8443/", "port 8443"),
        ("https://other.example/", "allowed hosts"),
        ("https://feeds.example.evil.example/", "allowed hosts"),
        ("https://feeds.example@evil.example/", "username or password"),
        ("https://feeds.example\\@evil.example/", "allowed hosts|username or password"),
        ("https://boards.example/", "allowed hosts"),
        ("https://evilboards.example/", "allowed hosts"),
        ("https://[::1/", "can't be read"),
        ("https://feeds.example:99999/", "can't be read"),
        ("https://" + "a" * 70 + ".boards.example/", "host name|allowed hosts"),
        ("", "https://"),
    ],
)
def test_other_schemes_hosts_ports_and_credentials_are_refused(names, url, reason):
    names["feeds.example"] = ["93.184.216.34"]
    with pytest.raises(Refused, match=reason):
        target_of(url, HOSTS)


def test_every_host_below_a_starred_name_is_meant(names):
    names["acme.boards.example"] = ["93.184.216.34"]
    assert target_of("https://acme.boards.example/", HOSTS).host == "acme.boards.example"


def test_no_host_is_allowed_when_none_is_named(names):
    with pytest.raises(Refused, match="allowed hosts"):
        target_of("https://feeds.example/", [])


def test_a_host_off_the_list_is_not_even_looked_up(names):
    with pytest.raises(Refused):
        target_of("https://other.example/", HOSTS)
    assert names.asked == []


NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",  # noqa: S104
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "233.252.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::5db8:d822", "64:ff9b:1::1",
    "2002:7f00:1::1", "2002:5db8:d822::1", "2001:0:5ef5:79fd::1",
]  # fmt: skip


@pytest.mark.parametrize("ip", NOT_PUBLIC)
def test_a_host_that_leads_to_an_address_that_is_not_public_is_refused(names, ip):
    names["feeds.example"] = ["93.184.216.34", ip]
    with pytest.raises(Refused, match="isn't a public address"):
        target_of("https://feeds.example/", HOSTS)


@pytest.mark.parametrize("ip", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::200e"])
def test_public_addresses_are_public(ip):
    assert is_public(ip)


def test_an_address_may_be_named_as_a_host_but_stays_behind_the_fence(names):
    names["169.254.169.254"] = ["169.254.169.254"]
    with pytest.raises(Refused, match="isn't a public address"):
        target_of("https://169.254.169.254/latest/meta-data/", ["169.254.169.254"])


class TestWithLoopbackAllowed:
    @pytest.fixture(autouse=True)
    def _allowed(self, settings):
        settings.FETCH_LOOPBACK = True

    @pytest.mark.parametrize("url", ["http://localhost:8099/x", "https://localhost/x"])
    def test_this_machine_may_be_asked_over_http_and_at_any_port(self, names, url):
        names["localhost"] = ["127.0.0.1", "::1"]
        assert target_of(url, ["localhost"]).is_local

    def test_its_host_must_still_be_named(self, names):
        names["localhost"] = ["127.0.0.1"]
        with pytest.raises(Refused, match="allowed hosts"):
            target_of("http://localhost/", HOSTS)

    @pytest.mark.parametrize("ip", ["10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1"])
    def test_other_private_addresses_stay_refused(self, names, ip):
        names["feeds.example"] = [ip]
        with pytest.raises(Refused):
            target_of("https://feeds.example/", HOSTS)

    def test_a_host_that_is_only_partly_local_stays_refused(self, names):
        names["feeds.example"] = ["127.0.0.1", "10.1.2.3"]
        with pytest.raises(Refused, match="isn't a public address"):
            target_of("https://feeds.example/", HOSTS)

    def test_the_outside_is_still_asked_over_https_only(self, names):
        names["feeds.example"] = ["93.184.216.34"]
        with pytest.raises(Refused, match="https://"):
            target_of("http://feeds.example/", HOSTS)

"""What may be asked: schemes, names, and addresses behind names, checked where the connection is made."""

import shutil
import subprocess

import pytest

from pipeline.settings import Fetch
from pipeline.sources.addresses import RefusedError, is_public, page_address, request_address
from pipeline.sources.http import Client, FailedError
from pipeline.sources.loops import run_to_end
from tests.sources.site import Site


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.8.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255 224.0.0.1
    ::1 :: fe80::1%eth0 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 2002:7f00:1:: 64:ff9b::7f00:1
    64:ff9b::a9fe:a9fe 2001:db8::1""".split(),
)
def test_addresses_that_are_not_on_the_public_network(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_of_the_public_network(address):
    assert is_public(address)


NEVER = """file:///etc/passwd ftp://a.example/x javascript:alert(1) gopher://a.example //a.example/x http://
data:text/html,x https://user:pass@a.example/ http://[::1 http://a..example/ http://a.example:99999/""".split()


@pytest.mark.parametrize("url", NEVER)
def test_addresses_that_are_never_asked(url):
    with pytest.raises(RefusedError):
        request_address(url)


def test_addresses_are_written_one_way():
    assert request_address("HTTPS://Café.Example:443/a b/ü?q=ü#part") == (
        "https://xn--caf-dma.example/a%20b/%C3%BC?q=%C3%BC"
    )
    assert request_address(" http://a.example:8080 ") == "http://a.example:8080/"
    assert page_address("https://a.example/x?utm_source=rss&id=7&fbclid=z") == "https://a.example/x?id=7"
    assert page_address("https://a.example/x?a=1&b=%20") == "https://a.example/x?a=1&b=%20"


def get(url, resolve, settings):
    async def asking():
        async def turn(_):
            return None

        async with Client(settings, "test", resolve) as client:
            return await client.get(url, turn)

    return run_to_end(asking())


def test_a_name_that_resolves_inward_is_refused_with_all_its_answers():
    async def resolve(host, port):
        return ["93.184.215.14", "127.0.0.1"]

    with Site(1, 1) as site, pytest.raises(RefusedError, match=r"tilmouth.example is at 127\.0\.0\.1"):
        get(f"http://tilmouth.example:{site.port}/news/1", resolve, Fetch())
    assert not site.asked


def test_the_connection_goes_to_the_answer_that_was_checked():
    """DNS rebinding: the name answers otherwise the second time it is asked, and it is not asked a second time."""
    answers = [["127.0.1.1"], ["127.0.1.2"]]

    async def resolve(host, port):
        return answers.pop(0)

    with Site(2, 1) as site:
        host = f"tilmouth.example:{site.port}"
        response = get(f"http://{host}/news/1", resolve, Fetch(allow_addresses=(host,)))
        assert b"Notice 1 of outlet 1" in response.body
        assert site.hosts == {host}
    assert answers == [["127.0.1.2"]]


def test_a_setting_allows_one_host_and_port_alone():
    with Site(1, 1) as site:
        settings = Fetch(allow_addresses=(f"127.0.1.1:{site.port + 1}", "127.0.1.1"))
        with pytest.raises(RefusedError, match="not on the public network"):
            get(site.url(1, "/news/1"), resolve_none, settings)


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate for tilmouth.example, which this process trusts while the test runs."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed, with which the certificate is made")
    file = tmp_path / "tilmouth.pem"
    named = ["-subj", "/CN=tilmouth.example", "-addext", "subjectAltName=DNS:tilmouth.example"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *named]
    subprocess.run([*command, "-keyout", file, "-out", tmp_path / "only.pem"], check=True, capture_output=True)
    file.write_text(file.read_text() + (tmp_path / "only.pem").read_text())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "only.pem"))
    return file


def test_the_name_stays_in_the_check_of_the_certificate(certificate):
    async def resolve(host, port):
        return ["127.0.1.1"]

    site = Site(1, 1)
    site.certificate = certificate
    with site:
        names = [f"{name}.example:{site.port}" for name in ("tilmouth", "kellwick")]
        settings = Fetch(allow_addresses=tuple(names))
        assert get(f"https://{names[0]}/news/1", resolve, settings).status == 200
        assert (site.names, site.hosts) == (["tilmouth.example"], {names[0]})
        with pytest.raises(FailedError, match="certificate"):
            get(f"https://{names[1]}/news/1", resolve, settings)


async def resolve_none(host, port):
    return [host]

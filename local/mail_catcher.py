"""Catches every email of the local site: an SMTP server that keeps them and pages that show them.

``python -m local.mail_catcher --smtp-port=… --page-port=… --folder=…``
"""

import argparse
import signal
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.mailbox import Mailbox
from local.mailbox_pages import serve


class Catcher:
    """What the SMTP server calls."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        self.mailbox.add(
            envelope.mail_from or "", envelope.rcpt_tos, content if isinstance(content, bytes) else content.encode()
        )
        return "250 Message accepted for keeping"


def main() -> None:
    """Catch email and show it until told to stop."""
    parser = argparse.ArgumentParser(description="Catches emails on 127.0.0.1 and shows them on a web page.")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    mailbox = Mailbox(options.folder)
    controller = Controller(
        Catcher(mailbox), hostname="127.0.0.1", port=options.smtp_port, enable_SMTPUTF8=True, ready_timeout=15
    )
    controller.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        print(f"Catching emails on 127.0.0.1:{options.smtp_port}, showing them on port {options.page_port}", flush=True)
        serve(mailbox, options.page_port)
    except KeyboardInterrupt:
        pass
    finally:
        controller.stop()


if __name__ == "__main__":
    main()

"""Command line of the stand-in: ``python -m local.stripe --port=… --webhook-url=… --secret=… [--catalog=FILE]
[--state=FILE]``
"""

import argparse
import json
import signal
from pathlib import Path

from local.stripe.server import Server, StandIn


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="A stand-in for Stripe on 127.0.0.1. No real money is charged.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--catalog", type=Path, default=Path(__file__).parent / "catalog.json")
    parser.add_argument("--state", type=Path)
    options = parser.parse_args()
    catalog = json.loads(options.catalog.read_text())
    stand_in = StandIn(options.port, options.webhook_url, options.secret, catalog, options.state)
    server = Server(options.port, stand_in)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"Standing in for Stripe on 127.0.0.1:{options.port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


if __name__ == "__main__":
    main()

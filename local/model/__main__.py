"""Command line of the stand-in: ``python -m local.model --port=… [--delay=SECONDS]``"""

import argparse
import signal

from local.model.server import Server


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="A stand-in for a model on 127.0.0.1.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between two pieces of an answer")
    options = parser.parse_args()
    server = Server(options.port, delay=options.delay)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"Standing in for a model on 127.0.0.1:{options.port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


if __name__ == "__main__":
    main()

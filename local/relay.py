"""Relays connections from ``[::1]:PORT`` to ``127.0.0.1:PORT``: ``localhost`` means both, and some clients try only the
first.

The web server listens on one address; a second one for the other would cost as much memory again.
"""

import argparse
import asyncio
import contextlib

PIECE = 64 * 1024


async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """One connection, until either side ends it."""
    with contextlib.suppress(OSError):
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_pass_on(reader, to_writer), _pass_on(to_reader, writer), return_exceptions=True)
        to_writer.close()
    writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    finally:
        with contextlib.suppress(OSError):
            writer.write_eof()


async def serve(port: int) -> None:
    """Until the process is ended."""
    server = await asyncio.start_server(lambda reader, writer: relay(reader, writer, port), "::1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Pass connections at [::1] on to 127.0.0.1.")
    parser.add_argument("--port", type=int, required=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port))

"""Stand-in for a model: a small server that speaks OpenAI's chat completions, streamed or whole.

It exists for ``make run`` without an endpoint and for the tests. It knows no language: unless a test scripts its answers, it
quotes the numbered sources of the prompt that share the most words with what was asked (``quoting``). ``control`` scripts what
it says and how it fails, and shows the prompts it got.
"""

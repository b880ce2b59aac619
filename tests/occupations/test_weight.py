"""Loading everything takes seconds of the processor and little memory, measured in a process of its own."""

SECONDS, MEGABYTES = 40, 300


def test_loading_everything_takes_seconds_and_little_memory(cost_of_loading, all_occupations):
    print("{seconds:.1f} s of the processor, {megabytes:.0f} MB".format(**cost_of_loading))  # noqa: T201 - the measurement, with -s
    assert all_occupations.count() == 1016
    assert cost_of_loading["seconds"] <= SECONDS
    assert cost_of_loading["megabytes"] <= MEGABYTES

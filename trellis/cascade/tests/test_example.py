import doctest

from trellis import cascade


def test_the_example_in_the_documentation_of_the_package_runs():
    names = {"cascade": cascade}
    example = doctest.DocTestParser().get_doctest(cascade.__doc__, names, "trellis.cascade", None, 0)
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(example, clear_globs=False)
    assert runner.failures == 0
    assert isinstance(example.globs["outcome"].extra, cascade.Estimate)
    assert example.globs["ranking"].places


def test_everything_the_package_offers_is_there_and_can_be_told_apart():
    for name in cascade.__all__:
        assert hasattr(cascade, name), name
    assert "imaginary town: 2,000 people" in repr(cascade.town(people=2_000, seed=1))

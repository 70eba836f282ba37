from cortex_sim.sweep import code


def test_the_tag_changes_with_the_code_that_plans_and_measures(monkeypatch):
    before = code.code_tag.__wrapped__()
    assert code.code_tag.__wrapped__() == before
    monkeypatch.setattr(code, "ROOMS_OF_ROWS", code.ROOMS_OF_ROWS[:-1])
    assert code.code_tag.__wrapped__() != before

"""The search for garbage rests while many objects are made, and goes on afterwards."""

from __future__ import annotations

import gc

import pytest

from stores.gc_pause import gc_pause


def test_it_rests_and_goes_on() -> None:
    with gc_pause():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_whatever_happens() -> None:
    with pytest.raises(KeyError), gc_pause():
        raise KeyError
    assert gc.isenabled()


def test_of_several_the_first_lets_it_go_on() -> None:
    with gc_pause():
        with gc_pause():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_has_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with gc_pause():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

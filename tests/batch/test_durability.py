"""Results count as done when they are on the disk."""

import errno
import os

import pytest

from extractor.batch.durability import sync_results
from extractor.batch.tasks import Failure, Report, Task
from extractor.pipeline import ExtractOptions


def make_task(target):
    return Task(path=f"{target}.txt", file=f"{target}.txt", target=str(target), format="json", options=ExtractOptions())


def test_replies_keep_their_order_and_every_file_is_synced(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    tasks = [make_task(tmp_path / str(number)) for number in range(200)]
    for task in tasks:
        (tmp_path / task.target).write_text("{}")
    replies = list(sync_results((task, Report(digest=task.target)) for task in tasks))
    assert [task for task, _ in replies] == tasks
    assert [reply.digest for _, reply in replies] == [task.target for task in tasks]
    assert sorted(synced) == sorted(os.stat(task.target).st_ino for task in tasks)


def test_failures_pass_and_need_no_file(tmp_path):
    lost, unread = Failure("crash", "crashed"), Report(failure=Failure("input", "is empty"))
    task = make_task(tmp_path / "none")
    assert list(sync_results([(task, lost), (task, unread)])) == [(task, lost), (task, unread)]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_what_the_disk_refuses_is_told(tmp_path, monkeypatch, number):
    def refuse(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    task = make_task(tmp_path / "0")
    (tmp_path / "0").write_text("{}")
    [(_, reply)] = sync_results([(task, Report())])
    assert reply == Failure("output", os.strerror(number), number)


def test_results_come_while_others_are_still_converted(tmp_path):
    # Where the first waited for the last, nothing would be in place when a run is cut off.
    tasks = [make_task(tmp_path / str(number)) for number in range(300)]
    handed_over = []

    def convert():
        for task in tasks:
            (tmp_path / task.target).write_text("{}")
            handed_over.append(task)
            yield task, Report()

    replies = sync_results(convert())
    next(replies)
    assert len(handed_over) < len(tasks)
    assert len(list(replies)) == len(tasks) - 1

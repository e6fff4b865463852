"""8 threads that write until they are killed, and say each key when it is acknowledged (写到被杀)."""

import sys
import threading

from collector.store.storage import Store, open_store

LOCK = threading.Lock()


def send_twice(store: Store, author: str, key: str) -> None:
    """The same submission by two senders at once: one document, one line beside it, two acknowledgements."""

    def send() -> None:
        def work() -> None:
            _, created = store.table("a").insert_once({"key": key}, author=author, key=key)
            if created:
                store.table("b").insert({"key": key})

        store.act(work)
        with LOCK:
            print(key, flush=True)

    again = threading.Thread(target=send)
    again.start()
    send()
    again.join()


def write(store: Store, thread: int, trial: str) -> None:
    number = 0
    while True:
        number += 1
        send_twice(store, str(thread), f"{trial}-{thread}-{number}")


def main(address: str, trial: str) -> None:
    store = open_store(address)
    for thread in range(8):
        threading.Thread(target=write, args=(store, thread, trial)).start()


if __name__ == "__main__":
    main(*sys.argv[1:])

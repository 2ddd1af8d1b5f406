# expect: accepted
# layer: filter, files

import os


def attempt(call, *arguments):
    try:
        call(*arguments)
        return [call.__name__]
    except OSError:
        return []


def solution(folder, pid):
    secret = folder + "/secret"
    done = attempt(os.unlink, secret) + attempt(os.rename, secret, secret + "2") + attempt(os.chmod, secret, 0o777)
    done += attempt(os.truncate, secret, 0) + attempt(os.mkdir, folder + "/made") + attempt(os.rmdir, folder)
    done += attempt(os.symlink, secret, folder + "/link") + attempt(os.link, secret, folder + "/hard")
    done += attempt(os.mkfifo, folder + "/pipe") + attempt(os.utime, secret, (1, 1)) + attempt(os.chown, secret, 1, 1)
    return "safe" if not done else "did " + " ".join(done)

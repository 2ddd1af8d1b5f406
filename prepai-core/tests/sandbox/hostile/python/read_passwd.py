# expect: accepted
# layer: files
# alone: files

def solution(folder, pid):
    try:
        with open("/etc/passwd") as file:
            return "read " + file.read(100)
    except OSError:
        return "safe"

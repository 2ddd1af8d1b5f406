# expect: runtime_error
# says: not asked

import json
import os


def solution(folder, pid):
    for number in range(100):
        body = json.dumps({"t": "done", "id": number, "value": "safe"}).encode()
        os.write(200, len(body).to_bytes(4, "little") + body)
    return "not safe"

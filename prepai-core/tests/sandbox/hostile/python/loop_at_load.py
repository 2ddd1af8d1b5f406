# expect: time_limit
# layer: watchdog

while True:
    pass

// expect: time_limit
// layer: watchdog

for (;;);

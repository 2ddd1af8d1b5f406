// expect: compile_error
// layer: limits of the compiler
const fn forever() -> u64 {
    let mut turns = 0u64;
    loop {
        turns = turns.wrapping_add(1);
    }
}
const FOREVER: u64 = forever();

fn solution(folder: String, pid: i32) -> String {
    FOREVER.to_string()
}

// expect: compile_error
// layer: limits of the compiler
macro_rules! bomb {
    ($($all:tt)*) => { bomb!($($all)* $($all)*) };
}

fn solution(folder: String, pid: i32) -> String {
    bomb!(1 + 1);
    "safe".to_string()
}

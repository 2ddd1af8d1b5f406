// expect: compile_error
// layer: files
#[path = "/etc/passwd"]
mod stolen;

fn solution(folder: String, pid: i32) -> String {
    "safe".to_string()
}

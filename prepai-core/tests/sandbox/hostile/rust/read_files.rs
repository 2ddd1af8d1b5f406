// expect: accepted
// layer: files
fn solution(folder: String, pid: i32) -> String {
    for path in [format!("{folder}/secret"), "/etc/passwd".to_string(), "/proc/self/environ".to_string()] {
        if let Ok(text) = std::fs::read_to_string(&path) {
            return format!("{path} says {text}");
        }
    }
    match std::fs::write(format!("{folder}/planted"), "x") {
        Ok(()) => "written".to_string(),
        Err(_) => "safe".to_string(),
    }
}

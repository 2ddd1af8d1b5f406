// expect: accepted
// layer: filter
use std::net::{TcpListener, TcpStream};
use std::process::Command;

fn solution(folder: String, pid: i32) -> String {
    if Command::new("/bin/true").spawn().is_ok() {
        return "started".to_string();
    }
    if TcpListener::bind("127.0.0.1:0").is_ok() || TcpStream::connect("127.0.0.1:22").is_ok() {
        return "connected".to_string();
    }
    match std::thread::Builder::new().spawn(|| ()) {
        Ok(_) => "a thread".to_string(),
        Err(_) => "safe".to_string(),
    }
}

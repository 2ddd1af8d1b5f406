// expect: compile_error|runtime_error|accepted
// layer: the compiler runs no processor
import java.util.Set;
import javax.annotation.processing.*;
import javax.lang.model.element.TypeElement;

@SupportedAnnotationTypes("*")
public class Solution extends AbstractProcessor {
    public boolean process(Set<? extends TypeElement> all, RoundEnvironment round) {
        System.out.println("left over");
        return false;
    }

    static String solution(String folder, int pid) {
        return "safe";
    }
}

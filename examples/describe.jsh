// Describes networks in JShell:
//   jshell --class-path "$(ls -d lib/*.jar | paste -sd:)" examples/describe.jsh     (in an unpacked release)
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.NetworkSummary;

Network mobile = Network.of(NasNetSpec.mobile());
System.out.printf("%s: %,d parameters, %,d multiply-adds%n", mobile.spec().notation(), mobile.parameters(), mobile.multiplyAdds());

Network middle = Network.of(NasNetSpec.of("5@1056"));
System.out.printf("%s: %,d parameters%n", middle.spec().notation(), middle.parameters());
/exit

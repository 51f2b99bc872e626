package dev.nasnet.cli;

import com.google.gson.GsonBuilder;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.device.CudaLibrary;
import dev.nasnet.device.Device;
import dev.nasnet.device.Devices;
import dev.nasnet.device.GpuSupport;
import dev.nasnet.device.TensorFlowBuild;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet devices}: lists TensorFlow's devices and the libraries that a GPU needs. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = "Lists the devices that TensorFlow sees and the libraries that a GPU needs.",
    footer = {"", "Example:", "  nasnet devices --json"})
final class DevicesCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(names = "--json", description = "Print one JSON object on stdout (default: text).")
  private boolean json;

  private record Report(
      TensorFlowBuild tensorflow, List<Device> devices, GpuSupport gpu, String advice) {}

  @Override
  public void run() {
    TensorFlowBuild build = TensorFlowBuild.loaded();
    List<Device> devices = Devices.all();
    GpuSupport gpu = GpuSupport.detect();
    String advice = devices.stream().anyMatch(Device::isGpu) ? "" : gpu.reason();
    Report report = new Report(build, devices, gpu, advice);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(new GsonBuilder().disableHtmlEscaping().create().toJson(report));
    } else {
      print(out, report);
    }
    out.flush();
  }

  private static void print(PrintWriter out, Report report) {
    TensorFlowBuild build = report.tensorflow();
    out.printf(
        "TensorFlow %s, %s build: %s%n",
        build.version(), build.gpu() ? "GPU" : "CPU", build.artefact());
    out.printf(
        "oneDNN %s, XLA %s; the CPU has %s%n",
        built(build.oneDnn()), built(build.xla()), String.join(" ", build.instructions()));
    for (Device device : report.devices()) {
      String memory =
          device.isGpu() ? ", %,d MiB for TensorFlow".formatted(device.memory() >> 20) : "";
      out.printf("%-14s %s%s%n", device.name(), device.description(), memory);
    }
    GpuSupport gpu = report.gpu();
    out.println("NVIDIA driver: " + (gpu.driver().isEmpty() ? "none" : gpu.driver()));
    for (CudaLibrary library : gpu.needed()) {
      out.printf(
          "%-20s %s%n",
          library.file(),
          gpu.missing().contains(library)
              ? "missing; pip: %s, apt: %s".formatted(library.pip(), library.apt())
              : "found");
    }
    if (!report.advice().isEmpty()) {
      out.println("No GPU: " + report.advice());
    }
  }

  private static String built(boolean in) {
    return in ? "built in" : "not built in";
  }
}

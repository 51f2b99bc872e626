package dev.nasnet.cli;

import dev.nasnet.internal.version.ProductVersion;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.IVersionProvider;

/** Provides the versions of this library and of TensorFlow to {@code --version}. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "nasnet " + ProductVersion.text(),
      "TensorFlow " + TensorFlow.version(),
      "Java " + System.getProperty("java.version")
    };
  }
}

package dev.nasnet.cli;

import picocli.CommandLine.IVersionProvider;

/** Provides the version that the jar's manifest states to {@code --version}. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"nasnet " + (version == null ? "(built from source)" : version)};
  }
}

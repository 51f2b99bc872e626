package dev.nasnet.cli.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The sections of a command's help, in the order in which they are printed. */
public enum HelpSection {
  /** The command's own options. */
  COMMAND("Options"),
  /** The network's structure and output. */
  NETWORK("Network"),
  /** The images and how they are read. */
  DATA("Data"),
  /** The random variations of training images. */
  AUGMENTATION("Augmentation"),
  /** Batches, learning rate, optimizer and regularisation. */
  OPTIMISATION("Optimisation"),
  /** Initial weights, frozen layers and early stopping. */
  FINE_TUNING("Fine-tuning"),
  /** The files and lines that the command writes. */
  OUTPUT("Output"),
  /** Devices, threads, memory and precision. */
  HARDWARE("Hardware"),
  /** The options that every command has. */
  GENERAL("General");

  private final String heading;

  HelpSection(String heading) {
    this.heading = heading;
  }

  /** Returns the heading, without a colon. */
  public String heading() {
    return heading;
  }

  /** Names the section of an option, or of all options that a class declares. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.FIELD, ElementType.TYPE})
  public @interface In {
    /** The section. */
    HelpSection value();
  }
}

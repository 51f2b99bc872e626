/**
 * The layout of a bundle on disk, without TensorFlow: which folder is a model's newest version
 * ({@link dev.nasnet.bundle.VersionFolders}), which class names it holds ({@link
 * dev.nasnet.bundle.ClassNames}), and whether a file is the one that was written ({@link
 * dev.nasnet.bundle.BundleFiles}).
 */
@NullMarked
package dev.nasnet.bundle;

import org.jspecify.annotations.NullMarked;

/**
 * A bundle on disk, without TensorFlow: the files of a version's folder ({@link
 * dev.nasnet.bundle.BundleFiles}), the names of its signatures and tensors ({@link
 * dev.nasnet.bundle.SignatureNames}), what it states about itself ({@link
 * dev.nasnet.bundle.Provenance}), a model's newest version ({@link
 * dev.nasnet.bundle.VersionFolders}), the class names ({@link dev.nasnet.bundle.ClassNames}), and
 * the SHA-256 of each file ({@link dev.nasnet.bundle.Manifest}).
 */
@NullMarked
package dev.nasnet.bundle;

import org.jspecify.annotations.NullMarked;

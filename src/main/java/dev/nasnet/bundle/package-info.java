/**
 * A bundle on disk, without TensorFlow: the files of a version's folder ({@link
 * dev.nasnet.bundle.BundleFiles}), the names of its signatures and tensors ({@link
 * dev.nasnet.bundle.SignatureNames}), what it states about itself ({@link
 * dev.nasnet.bundle.Provenance}), a model's newest version ({@link
 * dev.nasnet.bundle.VersionFolders}), the class names ({@link dev.nasnet.bundle.ClassNames}), and
 * the SHA-256 of each file ({@link dev.nasnet.bundle.Manifest}).
 *
 * <pre>{@code
 * Path version = VersionFolders.newest(Path.of("savedmodels/digits")).orElseThrow();
 * List<String> classes = ClassNames.ofBundle(version);
 * Optional<String> damage = Manifest.problem(version); // empty where each file has its SHA-256
 * }</pre>
 */
@NullMarked
package dev.nasnet.bundle;

import org.jspecify.annotations.NullMarked;

/** What a bundle on disk consists of, without TensorFlow: its versions and its manifest. */
@NullMarked
package dev.nasnet.bundle;

import org.jspecify.annotations.NullMarked;

/**
 * Scoring and training on Apache Spark 4: Spark places the work, retries it and moves the data;
 * each executor runs the same native graphs as one machine does. May import every room; no room may
 * import it, and Spark is on the class path only where it is asked for.
 */
@NullMarked
package dev.nasnet.spark;

import org.jspecify.annotations.NullMarked;

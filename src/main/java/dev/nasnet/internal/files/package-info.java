/**
 * Files and folders written whole or not at all: beside, forced to disk, moved into place. Every
 * room that writes uses it; it imports nothing from them.
 */
@NullMarked
package dev.nasnet.internal.files;

import org.jspecify.annotations.NullMarked;

/**
 * Reads the uploaded files of a host reliably, and puts them back as a whole.
 *
 * <p>Nothing here knows of archives or storage: reading hands entries and bytes to a {@link
 * io.lifeboat.backup.files.FileSink}, restoring takes them one by one into a staged tree.
 */
@NullMarked
package io.lifeboat.backup.files;

import org.jspecify.annotations.NullMarked;

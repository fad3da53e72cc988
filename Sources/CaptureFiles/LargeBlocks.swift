import CPcap

/// Has memory for large values given back to the system once they are gone.
///
/// glibc does so from a size on that it raises with each such value, and keeps what is smaller for
/// others: some MiB more at the end of a large capture. The size stays where it begins, at 128 KiB.
public func returnLargeBlocks() {
  // M_MMAP_THRESHOLD
  _ = mallopt(-3, 128 << 10)
}

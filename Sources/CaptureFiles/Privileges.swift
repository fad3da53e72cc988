private import Glibc

/// Gives up root's rights for good, with all groups of root's.
///
/// Does nothing where the process has none.
///
/// - Parameter user: who the process is from now on; nil for who called sudo(8), else `nobody`. `root`
///   keeps the rights.
/// - Returns: the user's name or number, nil where nothing was given up.
/// - Throws: `CaptureError` where there is no such user or the system refuses.
public func dropPrivileges(to user: String?) throws(CaptureError) -> String? {
  guard geteuid() == 0 else { return nil }
  let (name, identity) = try identity(of: user)
  guard let identity, identity.user != 0 else { return nil }
  // In this order: without root's user no group can be left any more.
  var group = identity.group
  guard unsafe setgroups(1, &group) == 0, setgid(group) == 0, setuid(identity.user) == 0,
    setuid(0) != 0
  else {
    throw CaptureError(path: name, number: errno, action: "cannot become this user")
  }
  return name
}

/// Who a process becomes.
private func identity(
  of user: String?
) throws(CaptureError) -> (name: String, identity: (user: uid_t, group: gid_t)?) {
  let variable = { (name: String) in unsafe getenv(name).map { unsafe String(cString: $0) } }
  if user == nil, let number = variable("SUDO_UID").flatMap(uid_t.init), number != 0,
    let group = variable("SUDO_GID").flatMap(gid_t.init)
  {
    return (variable("SUDO_USER") ?? "user \(number)", (number, group))
  }
  let name = user ?? "nobody"
  guard let entry = unsafe getpwnam(name) else {
    throw CaptureError(path: name, reason: "no such user", remedy: "name another with '--user'")
  }
  return (name, unsafe (entry.pointee.pw_uid, entry.pointee.pw_gid))
}

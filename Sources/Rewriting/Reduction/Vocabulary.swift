/// The words that stay: those of the protocols, which name nobody.
///
/// They stay only where the protocol has them, never as a part of a name or an address.
enum Vocabulary {
  /// Commands, known to the device and not (RFC 5321, 1870, 2852, 3030, 3207, 4954, Exchange, Postfix).
  static let commands = words(
    """
    auth data ehlo etrn helo help mail noop quit rcpt rset saml send soml vrfy
    starttls bdat expn turn atrn xclient xforward xexch50 onex verb lhlo burl
    """)
  /// Commands with a hyphen.
  static let longCommands = words("x-exps x-anonymoustls x-link2state")
  /// The fifteen, of which the first four letters of a longer word count, too.
  static let shortCommands = words(
    "auth data ehlo etrn helo help mail noop quit rcpt rset saml send soml vrfy")

  /// The commands with a path.
  static let pathCommands = words("mail rcpt saml send soml")

  /// Words of commands behind the verb: parameters of MAIL and RCPT and their fixed values.
  static let parameters = words(
    """
    from to size body 7bit 8bitmime binarymime ret full hdrs envid notify never success failure
    delay orcpt rfc822 utf-8 auth smtputf8 by holdfor holduntil requiretls mt-priority mtrk solicit
    last conperm conneg xmessagecontext xverp name addr port proto helo ident login source destaddr
    destport unavailable tempunavail local smtp esmtp blob
    """)
  /// Parameters whose values are numbers that an inspection looks at.
  static let numericParameters = words("size by holdfor mt-priority")
  /// Parameters whose values are words of `parameters`.
  static let wordParameters = words("body ret notify")

  /// Keywords of the reply to EHLO: those that are names of commands, and others.
  static let keywords = commands.union(longCommands).union(otherKeywords)
  private static let otherKeywords = words(
    """
    8bitmime auth binarymime checkpoint dsn enhancedstatuscodes etrn pipelining size vrfy starttls
    chunking smtputf8 help expn turn atrn deliverby limits requiretls futurerelease mt-priority
    no-soliciting xclient xforward x-exps xexch50 x-anonymoustls x-link2state xrdst time onex verb
    saml send soml x8bitmime pipeconnect burl conperm conneg mtrk submitter utf8smtp utf8smtpbis rrvs
    """)

  /// What stands behind keywords of that reply.
  static let values = mechanisms.union(keywords)

  /// Mechanisms of authentication.
  static let mechanisms = words(
    """
    plain login cram-md5 digest-md5 gssapi ntlm external anonymous scram-sha-1 scram-sha-256
    scram-sha-1-plus scram-sha-256-plus xoauth2 oauthbearer otp kerberos_v4 spnego
    """)

  /// Words of replies and of Received fields.
  static let protocolWords = words(
    """
    smtp esmtp esmtps esmtpa esmtpsa lmtp smtps utf8smtp ipv6 cmap ok id for by with from via queued
    as hello pleased to meet you bye goodbye ready start go ahead tls ssl end data cr lf crlf input
    mail message messages sender recipient recipients address addresses user users mailbox host enter ending
    domain name server service accepted delivery rejected refused denied access relay relaying
    unknown not found no such valid invalid closing connection channel transmission error errors
    syntax command commands argument arguments parameter parameters implemented recognized
    unrecognized supported sequence bad authentication authenticate authenticated successful
    succeeded failed failure credentials required need needed first must issue too many much long
    large size limit exceeds exceeded maximum fixed length try again later temporary temporarily
    permanent local problem processing timeout timed out waiting cannot verify verified vrfy disabled
    allowed permitted greylisted greylisting blocked blacklisted spam policy reasons is are was the
    a an and or of in on your this that it if will be been has have
    completed complete requested action aborted taken okay
    storage quota full reset flushed clear ends line header headers body content rate
    """)

  /// Types, encodings, character sets and parameters of MIME (RFC 2045 to 2049, 2183, 2231, 3462).
  static let mime = words(
    """
    7bit 8bit binary base64 quoted-printable
    text plain html css csv calendar xml markdown enriched richtext rfc822-headers
    multipart mixed alternative related digest report signed encrypted parallel form-data
    message rfc822 partial external-body delivery-status disposition-notification feedback-report global
    application octet-stream pdf zip gzip json msword rtf x-zip-compressed x-msdownload
    postscript javascript pgp-signature pgp-encrypted pgp-keys pkcs7-mime pkcs7-signature
    x-pkcs7-mime x-pkcs7-signature ms-tnef
    image jpeg jpg png gif bmp tiff svg webp audio mpeg wav ogg video mp4 quicktime font
    charset us-ascii utf-8 utf-16 iso-8859-1 iso-8859-2 iso-8859-15 windows-1250 windows-1251
    windows-1252 koi8-r gb2312 gbk gb18030 big5 shift_jis iso-2022-jp euc-jp euc-kr
    boundary name filename format flowed fixed delsp yes no type start start-info protocol micalg
    report-type method smime-type access-type size creation-date modification-date read-date
    attachment inline sha1 sha-1 sha256 sha-256 sha512 md5
    """)
  /// Fields whose words are those of MIME.
  static let mimeFields = words(
    "content-type content-disposition content-transfer-encoding mime-version")
  /// Parameters that hold the name of a file.
  static let fileParameters = words("name filename")

  /// Extensions of file names.
  static let extensions = words(
    """
    exe com bat cmd scr pif vbs vbe js jse wsf hta lnk msi dll jar ps1 chm reg
    doc docx docm dot xls xlsx xlsm ppt pptx pdf rtf txt csv htm html xml json eml msg ics vcf p7s
    p7m asc sig zip rar 7z gz tgz bz2 tar cab iso img jpg jpeg png gif bmp tif tiff svg mp3 wav mp4
    avi mov log dat bin
    """)

  /// Names of header fields (RFC 5322 and what is registered beside it).
  static let fields = words(
    """
    from to cc bcc subject date sender reply-to message-id in-reply-to references comments keywords
    return-path received resent-from resent-to resent-cc resent-bcc resent-date resent-sender
    resent-message-id mime-version content-type content-transfer-encoding content-disposition
    content-id content-description content-language content-length content-location content-md5
    dkim-signature domainkey-signature authentication-results received-spf arc-seal
    arc-message-signature arc-authentication-results delivered-to x-original-to envelope-to
    list-id list-unsubscribe list-unsubscribe-post list-post list-help list-archive list-owner
    list-subscribe precedence auto-submitted importance priority sensitivity x-priority
    x-msmail-priority x-mailer user-agent x-mimeole x-originating-ip x-spam-status x-spam-score
    x-spam-level x-spam-flag x-virus-scanned thread-topic thread-index organization autocrypt
    disposition-notification-to return-receipt-to errors-to x-ms-has-attach x-ms-tnef-correlator
    x-originalarrivaltime x-received reporting-mta arrival-date final-recipient original-recipient
    action status remote-mta diagnostic-code last-attempt-date
    """)

  /// All words that can stand in an output as they are.
  static let all: Set<[UInt8]> = [
    commands, longCommands, parameters, keywords, mechanisms, protocolWords, mime, extensions,
    fields,
  ].reduce(into: []) { all, list in
    for word in list {
      all.insert(word)
      for part in word.split(separator: 45) { all.insert(Array(part)) }
    }
  }

  private static func words(_ text: String) -> Set<[UInt8]> {
    Set(text.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) })
  }
}

namespace HierVQ.Text;

/// <summary>A change that a vocabulary makes to text before it is cut into words.</summary>
internal enum TextStep
{
    /// <summary>Lower case, by Unicode and no culture.</summary>
    LowerCase,

    /// <summary>Unicode's composed form.</summary>
    Nfc,

    /// <summary>Unicode's decomposed form.</summary>
    Nfd,

    /// <summary>Unicode's compatible composed form.</summary>
    Nfkc,

    /// <summary>Unicode's compatible decomposed form.</summary>
    Nfkd,

    /// <summary>Without accents and other marks that do not stand alone.</summary>
    StripAccents,

    /// <summary>Without control characters, every white character a space.</summary>
    Clean,

    /// <summary>Spaces around every Chinese character.</summary>
    SeparateChinese,

    /// <summary>Every run of white characters one space.</summary>
    CollapseSpaces,

    /// <summary>Without white characters at both ends.</summary>
    Trim,

    /// <summary>HTML's entities as the characters that they stand for, twice over.</summary>
    DecodeHtml,
}

using System.Text.RegularExpressions;

namespace HierVQ.Serialization;

/// <summary>
/// From the names of a reference implementation's state dictionary to ours, as rules; the first that fits a name counts. In a rule, <c>*</c> stands
/// for any text and <c>#</c> for a number, and what they stood for goes, in order, into the place of the same signs in our name.
/// Where several names come to one of ours (a codebook that several depths share), their values must be equal.
/// </summary>
/// <param name="family">What messages call the reference implementation.</param>
/// <param name="anchor">A name that every checkpoint of the family has: what stands before it in a file is the prefix of the network wanted.</param>
internal sealed class NameMap(string family, string anchor)
{
    private readonly List<(Regex Pattern, string? Target, WeightForm Form)> _rules = [];

    /// <summary>The reference implementation.</summary>
    public string Family => family;

    /// <summary>A name that every checkpoint of the family has.</summary>
    public string Anchor => anchor;

    /// <summary>The prefix to take where a file has the anchor behind several, best first.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [""];

    /// <summary>Names that are the same here.</summary>
    public NameMap Same(params ReadOnlySpan<string> patterns)
    {
        foreach (string pattern in patterns)
            To(pattern, pattern);
        return this;
    }

    /// <summary>A name that is another here.</summary>
    public NameMap To(string pattern, string target, WeightForm form = WeightForm.AsIs)
    {
        _rules.Add((Compile(pattern), target, form));
        return this;
    }

    /// <summary>Names of what is no part of the network here: discriminators, losses, settings.</summary>
    public NameMap Drop(params ReadOnlySpan<string> patterns)
    {
        foreach (string pattern in patterns)
            _rules.Add((Compile(pattern), null, WeightForm.AsIs));
        return this;
    }

    /// <summary>Where a name goes.</summary>
    /// <param name="name">A name of the reference, without prefix.</param>
    /// <param name="target">Our name; null if the weight is not wanted.</param>
    /// <param name="form">How it gets there.</param>
    /// <returns>Whether a rule knows the name.</returns>
    public bool TryMap(string name, out string? target, out WeightForm form)
    {
        foreach ((Regex pattern, string? ours, WeightForm ruleForm) in _rules)
        {
            if (pattern.Match(name) is { Success: true } match)
            {
                target = ours is null ? null : Fill(ours, match);
                form = ruleForm;
                return true;
            }
        }
        (target, form) = (null, WeightForm.AsIs);
        return false;
    }

    // Names come from files: the engine without backtracking is linear in them.
    private static Regex Compile(string pattern) =>
        new($"^{Regex.Escape(pattern).Replace(@"\*", "(.*)").Replace(@"\#", "([0-9]+)")}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static string Fill(string target, Match match)
    {
        int group = 1;
        return string.Concat(target.Select(sign => sign is '*' or '#' && group < match.Groups.Count ? match.Groups[group++].Value : sign.ToString()));
    }
}

using HierVQ.Codes;

namespace HierVQ.Trainers;

/// <summary>The condition that sampling options ask of a prior for every row.</summary>
internal static class FixedCondition
{
    /// <param name="prior">The prior.</param>
    /// <param name="options">Label, tokens and condition codes.</param>
    /// <param name="columns">Columns that say a part row by row: the options are not asked for these. Null for none.</param>
    /// <returns>The numbers of a row; -1 in all of a part for none, and where a column will say it.</returns>
    /// <exception cref="ArgumentException">Something that the prior does not know is asked for, or nothing where it needs something.</exception>
    public static int[] Of(SharedPrior prior, SamplingOptions options, ConditionColumns? columns = null) => Of(prior, options, options.ConditionCodes, columns);

    /// <summary>The same with codes of a condition image in place of the options'.</summary>
    public static int[] Of(SharedPrior prior, SamplingOptions options, int[]? conditionCodes, ConditionColumns? columns = null)
    {
        PriorCondition condition = prior.Condition;
        ConditionSlots slots = condition.Slots;
        int[] numbers = new int[slots.Length];
        Array.Fill(numbers, -1);
        if (columns?.Labels is null)
        {
            int label = ClassOf(prior, options.Label);
            if (slots.Class)
                numbers[0] = label;
        }
        if (columns?.Tokens is null)
            Tokens(prior, options.Tokens, slots.TokensOf(numbers));
        if (columns?.Codes is null)
            Codes(prior, conditionCodes, slots.CodesOf(numbers));
        return numbers;
    }

    private static int ClassOf(SharedPrior prior, string? label)
    {
        LabelVocabulary labels = prior.Condition.Labels;
        if (label is null)
        {
            return labels.Count == 0 || prior.Prior.CanBeUnconditional
                ? -1
                : throw new ArgumentException($"No label was given, and the prior needs one: it was trained without ConditionDropout. The labels are: {labels.Listed}.", nameof(SamplingOptions.Label));
        }
        int index = labels.ClassOf(label);
        if (index >= 0)
            return index;
        throw new ArgumentException(labels.Count == 0
            ? $"The label '{label}' was asked for, but the prior was trained without labels: leave Label null."
            : $"Training never saw the label '{label}'. The labels are: {labels.Listed}.", nameof(SamplingOptions.Label));
    }

    private static void Tokens(SharedPrior prior, int[]? tokens, Span<int> numbers)
    {
        const string Option = nameof(SamplingOptions.Tokens);
        if (!Given(prior, tokens, prior.Condition.Tokens is not null, Option, "tokens", numbers.Length))
            return;
        int vocabulary = prior.Condition.Tokens!.Vocabulary, wrong = tokens.AsSpan().IndexOfAnyExceptInRange(0, vocabulary - 1);
        if (wrong >= 0)
            throw new ArgumentOutOfRangeException(Option, tokens![wrong], $"Tokens[{wrong}] is {tokens[wrong]}; a token is from 0 to {vocabulary - 1}.");
        tokens.CopyTo(numbers);
    }

    private static void Codes(SharedPrior prior, int[]? codes, Span<int> numbers)
    {
        const string Option = nameof(SamplingOptions.ConditionCodes);
        if (!Given(prior, codes, prior.Condition.Codes is not null, Option, "codes of a condition image", numbers.Length))
            return;
        CodeLayout layout = prior.Condition.Codes!.Layout;
        for (int level = 0; level < layout.Count; level++)
        {
            int wrong = codes.AsSpan(layout.Offset(level), layout[level].Count).IndexOfAnyExceptInRange(0, layout[level].CodebookSize - 1);
            if (wrong >= 0)
                throw new ArgumentOutOfRangeException(Option, codes![layout.Offset(level) + wrong], $"ConditionCodes[{layout.Offset(level) + wrong}] is {codes[layout.Offset(level) + wrong]}; a code of level {level} is from 0 to {layout[level].CodebookSize - 1}.");
        }
        codes.CopyTo(numbers);
    }

    private static bool Given(SharedPrior prior, int[]? values, bool known, string option, string what, int length)
    {
        if (values is null)
        {
            return !known || prior.Prior.CanBeUnconditional
                ? false
                : throw new ArgumentException($"No {what} were given, and the prior needs {length}: it was trained without ConditionDropout. Set {option}.", option);
        }
        if (!known)
            throw new ArgumentException($"{option} has {values.Length} numbers, but the prior was trained without {what}: leave it null.", option);
        return values.Length == length ? true : throw new ArgumentException($"{option} has {values.Length} numbers; the prior takes {length}.", option);
    }
}

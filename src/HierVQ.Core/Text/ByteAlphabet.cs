namespace HierVQ.Text;

/// <summary>
/// The characters that byte-level vocabularies write bytes as (Radford et al., Language Models are Unsupervised Multitask Learners, 2019):
/// bytes that print, of Latin-1, stand for themselves, the others for characters from U+0100 on, in their order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_characters = new char[256];
    private static readonly Dictionary<char, byte> s_bytes = [];

    static ByteAlphabet()
    {
        int next = 256;
        for (int value = 0; value < 256; value++)
        {
            s_characters[value] = Prints(value) ? (char)value : (char)next++;
            s_bytes[s_characters[value]] = (byte)value;
        }
    }

    /// <summary>All 256 in the order of CLIP's vocabulary: those that stand for themselves first.</summary>
    public static IEnumerable<char> InOrder => Enumerable.Range(0, 256).OrderBy(value => !Prints(value)).Select(value => s_characters[value]);

    public static char Of(byte value) => s_characters[value];

    public static bool TryByte(char character, out byte value) => s_bytes.TryGetValue(character, out value);

    private static bool Prints(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}

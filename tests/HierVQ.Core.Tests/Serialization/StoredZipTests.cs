using HierVQ.Serialization;
using HierVQ.Serialization.Torch;

namespace HierVQ.Tests.Serialization;

[TestClass]
public sealed class StoredZipTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    [TestMethod]
    public void Entries_are_found_with_and_without_zip64()
    {
        foreach (bool zip64 in (bool[])[false, true])
        {
            var zip = new StoredZip(new MemoryStream(new ZipBuilder { Zip64 = zip64 }.Add("a/x", Bytes).Add("a/y", [4]).Done()), "a.zip");
            CollectionAssert.AreEquivalent((string[])["a/x", "a/y"], zip.Entries.Keys.ToArray());
            Assert.AreEqual(0, zip.Entries["a/x"].Offset % 64);
            byte[] read = new byte[3];
            zip.Read(zip.Entries["a/x"].Offset, read);
            CollectionAssert.AreEqual(Bytes, read);
        }
    }

    [TestMethod]
    public void A_comment_may_follow()
    {
        byte[] file = new ZipBuilder().Add("a/x", Bytes).Done();
        file[^2] = 5;
        Assert.HasCount(1, new StoredZip(new MemoryStream([.. file, 1, 2, 3, 4, 5]), "a.zip").Entries);
    }

    [TestMethod]
    public void What_torch_save_would_not_write_is_refused()
    {
        Refused("'a/x' is compressed", new ZipBuilder { Method = 8 }.Add("a/x", Bytes).Done());
        Refused("'a/x' is encrypted", new ZipBuilder { Flags = 1 }.Add("a/x", Bytes).Done());
        Refused("'a/x' occurs twice", new ZipBuilder().Add("a/x", Bytes).Add("a/x", Bytes).Done());
        Refused("'a/x' occurs twice", new ZipBuilder().Add("a/x", Bytes).AddAgain(0).Done());
        foreach (string path in (string[])["../x", "a/../x", "/x", "a\\x", "C:x", "a/..", "a/x\0"])
            Refused("named like a path", new ZipBuilder().Add(path, Bytes).Done());
        Refused("claims 4001 entries", new ZipBuilder { ClaimedMore = 4000 }.Add("a/x", Bytes).Done());
        Refused("claims 2000000001 entries", new ZipBuilder { Zip64 = true, ClaimedMore = 2_000_000_000 }.Add("a/x", Bytes).Done());
        Refused("no zip directory", []);
        Refused("no zip directory", new byte[1000]);
    }

    [TestMethod]
    public void Entries_lie_where_the_directory_says_and_not_on_top_of_each_other()
    {
        byte[] file = new ZipBuilder().Add("a/x", Bytes).Add("a/y", Bytes).Done();
        int directory = file.AsSpan().IndexOf("PK\x01\x02"u8);
        Refused("not where the directory says", Changed(file, directory + 42, 1));
        Refused("'a/z' is not where the directory says", Changed(file, directory + 48, (byte)'z'));
        Refused("lies outside the file", Changed(file, directory + 45, 0x70));
        Refused("has two sizes", Changed(file, directory + 20, 4));
        // Longer than up to the next entry, but within the file.
        byte[] longer = Changed(Changed(file, directory + 20, 40), directory + 24, 40);
        Refused("'a/y' overlaps", longer);
        Refused("not where the directory says", Changed(Changed(file, directory + 22, 1), directory + 26, 1));
        Refused("its directory is damaged", Changed(file, directory, 0));
    }

    [TestMethod]
    public void A_file_cut_short_anywhere_is_refused()
    {
        foreach (bool zip64 in (bool[])[false, true])
        {
            byte[] file = new ZipBuilder { Zip64 = zip64 }.Add("a/x", Bytes).Add("a/y", Bytes).Done();
            for (int length = 0; length < file.Length; length++)
                Refused("", file[..length]);
            for (int begin = 1; begin < file.Length; begin += 7)
                Refused("", file[begin..]);
        }
    }

    private static byte[] Changed(byte[] file, int at, byte value)
    {
        byte[] changed = [.. file];
        changed[at] = value;
        return changed;
    }

    private static void Refused(string why, byte[] file) =>
        Assert.Contains(why, Assert.ThrowsExactly<TorchArchiveException>(() => new StoredZip(new MemoryStream(file), "bad.zip")).Message);
}

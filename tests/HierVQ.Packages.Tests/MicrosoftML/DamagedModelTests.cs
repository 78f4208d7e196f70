using Microsoft.ML;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Models that are cut short or altered end in an exception, soon, whatever was altered.</summary>
[TestClass]
public sealed class DamagedModelTests
{
    private static readonly MLContext Ml = new(seed: 1);

    [TestMethod]
    public void A_model_cut_short_is_refused_wherever_it_is_cut()
    {
        byte[] zip = SampleModel.Read("g1").Zip;

        for (int length = 0; length < zip.Length; length += 97)
            Assert.Throws<Exception>(() => Ml.Model.Load(new MemoryStream(zip[..length]), out _), $"Cut to {length} bytes");
    }

    [TestMethod]
    [DataRow("d1", "TransformerChain/Model.key")]
    [DataRow("d1", "TransformerChain/Transform_000/Model.key")]
    [DataRow("d1", "TransformerChain/Transform_000/Vocabulary/Model.key")]
    [DataRow("d2", "TransformerChain/Transform_000/Vocabulary/Model.key")]
    [DataRow("h", "Schema")]
    public void An_entry_cut_short_is_refused(string name, string entry)
    {
        byte[] zip = SampleModel.Read(name).Zip;

        for (int part = 0; part < 16; part++)
        {
            byte[] cut = SampleModel.WithEntry(zip, entry, content => content[..(content.Length * part / 16)]);
            Assert.Throws<Exception>(() => Ml.Model.Load(new MemoryStream(cut), out _), $"Cut to {part} sixteenths");
        }
    }

    [TestMethod]
    public void A_component_that_reads_less_than_was_written_is_refused()
    {
        // One byte more in the model block, with all offsets behind it moved along.
        byte[] longer = SampleModel.WithEntry(SampleModel.Read("b1").Zip, "TransformerChain/Model.key", content =>
        {
            byte[] moved = [.. content[..268], 0, .. content[268..]];
            Add(moved, 0x18, 1);
            foreach (int offset in new[] { 0x20, 0x30, 0x80, 0x88, 0x90 })
                Add(moved, offset, 1);
            return moved;
        });

        Assert.ThrowsExactly<FormatException>(() => Ml.Model.Load(new MemoryStream(longer), out _));

        static void Add(byte[] bytes, int offset, long amount) =>
            BitConverter.TryWriteBytes(bytes.AsSpan(offset), BitConverter.ToInt64(bytes, offset) + amount);
    }

    [TestMethod]
    public void A_newer_version_of_a_component_says_so()
    {
        byte[] newer = SampleModel.WithEntry(SampleModel.Read("b1").Zip, "TransformerChain/Model.key", content =>
        {
            content[0x48] = content[0x4C] = 9;
            return content;
        });

        var error = Assert.Throws<InvalidOperationException>(() => Ml.Model.Load(new MemoryStream(newer), out _));

        Assert.IsInstanceOfType<FormatException>(error.GetBaseException());
    }

    [TestMethod]
    public void A_loader_signature_is_found_whatever_its_case_and_an_unknown_one_is_refused()
    {
        byte[] zip = SampleModel.Read("b1").Zip;

        Ml.Model.Load(new MemoryStream(SampleModel.WithEntry(zip, "TransformerChain/Model.key", c => Signed(c, "cOPYtRANSFORM"))), out _);
        Assert.ThrowsExactly<FormatException>(
            () => Ml.Model.Load(new MemoryStream(SampleModel.WithEntry(zip, "TransformerChain/Model.key", c => Signed(c, "CopyTransforn"))), out _));

        static byte[] Signed(byte[] content, string signature)
        {
            System.Text.Encoding.Latin1.GetBytes(signature, content.AsSpan(0x50));
            return content;
        }
    }

    // Says more than the real library promises, which believes some counts in a model.
    [TestMethod]
    [TestCategory("Offline")]
    [DataRow("d2")]
    [DataRow("g2")]
    [DataRow("h")]
    [DataRow("j")]
    public void Altered_bytes_end_in_a_model_or_an_exception_and_nothing_else(string name)
    {
        byte[] zip = SampleModel.Read(name).Zip;
        var random = new Random(11);
        string[] entries = [.. SampleModel.Entries(zip).Select(e => e.Name)];
        int refused = 0;
        for (int trial = 0; trial < 150; trial++)
        {
            byte[] altered = SampleModel.WithEntry(zip, entries[random.Next(entries.Length)], content =>
            {
                for (int i = random.Next(1, 4); i > 0; i--)
                    content[random.Next(content.Length)] = (byte)random.Next(256);
                return content;
            });
            try
            {
                Ml.Model.Load(new MemoryStream(altered), out _);
            }
            catch (Exception ex) when (ex is not (OutOfMemoryException or NullReferenceException or IndexOutOfRangeException))
            {
                refused++;
            }
        }
        Assert.IsGreaterThan(10, refused);
    }
}

using HierVQ.Codes;
using HierVQ.Training;

namespace HierVQ.Tests.Training;

[TestClass]
public sealed class CodebookRoomTests
{
    private static readonly CodeLayout Layout = new(new CodeLevel(2, 2, 1, 16), new CodeLevel(4, 4, 2, 64));

    [TestMethod]
    public void Enough_images_need_no_warning() => Assert.IsEmpty(CodebookRoom.Warnings(Layout, 40));

    [TestMethod]
    public void Fewer_than_ten_codes_for_each_are_told_with_numbers()
    {
        string[] warnings = [.. CodebookRoom.Warnings(Layout, 19)];
        Assert.HasCount(2, warnings);
        Assert.Contains("The codebook of level 0 has 16 codes, but 19 images give only 76 codes of 2 x 2 an image: 4.8 for each. Take a codebook of at most 7", warnings[0]);
        Assert.Contains("The codebook of level 1 has 64 codes, but 19 images give only 608 codes of 4 x 4 x 2 an image: 9.5 for each.", warnings[1]);
    }

    [TestMethod]
    public void A_codebook_that_cannot_be_used_up_is_told_so() =>
        Assert.Contains("at most 32 codes can be in use at all", CodebookRoom.Warnings(Layout, 1).Last());
}

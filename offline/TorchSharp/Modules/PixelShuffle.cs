using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
        {
            internal PixelShuffle(long upscale_factor) : base(nameof(PixelShuffle)) => this.upscale_factor = upscale_factor;

            public long upscale_factor { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.pixel_shuffle(input, upscale_factor);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);
        }
    }
}

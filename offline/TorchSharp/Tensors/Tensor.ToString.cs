using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The shape, the element type and the device; not the elements.</summary>
        public override string ToString()
        {
            if (IsInvalid)
                return "[disposed]";
            string sizes = string.Join("x", Array.ConvertAll(shape, n => n.ToString(CultureInfo.InvariantCulture)));
            return $"[{sizes}], type = {dtype}, device = {device}";
        }
    }
}

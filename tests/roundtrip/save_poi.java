// Opens workbooks with Apache POI and saves them: SOURCE TARGET [SOURCE TARGET ...]
import java.io.File;
import java.io.FileOutputStream;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.usermodel.WorkbookFactory;

public class save_poi {
    public static void main(String[] files) throws Exception {
        for (int at = 0; at < files.length; at += 2) {
            try (Workbook book = WorkbookFactory.create(new File(files[at]), null, true);
                 FileOutputStream stream = new FileOutputStream(files[at + 1])) {
                book.write(stream);
            }
        }
    }
}
